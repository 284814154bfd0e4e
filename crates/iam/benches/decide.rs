//! How long a decision takes, warm, and how long it takes to get the policies ready.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a benchmark may stop"
)]

use std::hint::black_box;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Mode, PolicyDocument, Principal, Request, Target, decide,
};
use criterion::{Criterion, criterion_group, criterion_main};

fn caller(statements: usize) -> Caller {
    let statement = |at: usize| {
        format!(
            r#"{{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"arn:aws:s3:::bucket-{at}/*",
                "Condition":{{"StringEquals":{{"aws:PrincipalTag/team":"t{at}"}}}}}}"#
        )
    };
    let all: Vec<String> = (0..statements).map(statement).collect();
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        all.join(",")
    );
    let document = PolicyDocument::parse(&text).unwrap();
    let mut caller = Caller::new(Principal::parse("arn:aws:iam::111111111111:user/alice").unwrap());
    caller.identity = vec![Attached::new("inline", Arc::new(Compiled::new(&document)))];
    caller
}

fn decisions(c: &mut Criterion) {
    let context = Context::from_iter([("aws:PrincipalTag/team", "t0")]);
    let target = Target::new("arn:aws:s3:::bucket-0/k");
    for statements in [1, 100] {
        let caller = caller(statements);
        let request = Request {
            caller: &caller,
            action: "s3:GetObject",
            target: &target,
            endpoint: None,
            context: &context,
            mode: Mode::Strict,
        };
        c.bench_function(&format!("decide/{statements}"), |b| {
            b.iter(|| decide(black_box(&request)).decision == bartizan_iam::Decision::Allowed);
        });
    }
}

/// Every managed policy of AWS, from text to ready.
fn managed(c: &mut Criterion) {
    let shared = std::env::var("BARTIZAN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let file = format!("{shared}/data/aws-managed-policies.jsonl.xz");
    let Some(lines) = Command::new("xz")
        .args(["-dc", &file])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
    else {
        eprintln!("NOT MEASURED: {file} is absent (set BARTIZAN_SHARED)");
        return;
    };
    let texts: Vec<String> = lines
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row.get("document").unwrap().to_string()
        })
        .collect();
    c.bench_function("compile/managed", |b| {
        b.iter(|| {
            texts
                .iter()
                .map(|text| Compiled::new(&PolicyDocument::parse(text).unwrap()).len())
                .sum::<usize>()
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().measurement_time(Duration::from_secs(3)).sample_size(20);
    targets = decisions, managed
}
criterion_main!(benches);
