//! How long it takes to read and lint what AWS manages, and the largest text that is read.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a benchmark may stop"
)]

use std::hint::black_box;
use std::process::Command;

use bartizan_iam::parse::read;
use bartizan_iam::{Dictionary, Kind, lint};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

/// The documents of AWS's managed policies, if they are there.
fn managed() -> Vec<String> {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = format!("{shared}/data/aws-managed-policies.jsonl.xz");
    let unpacked = Command::new("xz").args(["-dc", &file]).output();
    let Some(lines) = unpacked.ok().filter(|it| it.status.success()) else {
        eprintln!("NOT MEASURED: {file} is absent (set BARTIZAN_SHARED)");
        return Vec::new();
    };
    let line = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value.get("document").unwrap().to_string()
    };
    String::from_utf8(lines.stdout)
        .unwrap()
        .lines()
        .map(line)
        .collect()
}

fn language(c: &mut Criterion) {
    let mut group = c.benchmark_group("language");
    group.sample_size(10);
    let typical = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],
        "Resource":["arn:aws:s3:::reports","arn:aws:s3:::reports/*"],"Condition":{"Bool":{"aws:SecureTransport":"true"}}},
        {"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/app-*"}]}"#;
    assert!(Dictionary::get().action("s3:GetObject").is_some());
    group.bench_function("read one", |b| {
        b.iter(|| read(black_box(typical), Kind::Identity))
    });
    group.bench_function("lint one", |b| {
        b.iter(|| lint(black_box(typical), Kind::Identity))
    });
    let all = managed();
    group.bench_function("read 1641", |b| {
        b.iter(|| {
            all.iter()
                .filter(|it| read(it, Kind::Identity).document.is_some())
                .count()
        });
    });
    group.bench_function("lint 1641", |b| {
        b.iter(|| {
            all.iter()
                .map(|it| lint(it, Kind::Identity).len())
                .sum::<usize>()
        });
    });
    let nested = "[".repeat(262_144);
    group.bench_function("256 KiB of nesting", |b| {
        b.iter(|| read(black_box(&nested), Kind::Identity))
    });
    let statement = r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"},"#;
    let statements = format!(
        "{{\"Statement\":[{}null]}}",
        statement.repeat(262_000 / statement.len())
    );
    group.bench_function("256 KiB of statements", |b| {
        b.iter_batched(
            || &statements,
            |it| lint(it, Kind::Identity).len(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, language);
criterion_main!(benches);
