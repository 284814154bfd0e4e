//! Emits findings in a format, for `cargo xtask bench --only emit`: `emit FORMAT COUNT [FILE]` makes
//! them up, `emit FORMAT REPORT [FILE]` reads them. Without a file, what is emitted is counted and thrown away.
//! Prints bytes and the CPU time that reading and emitting took, in seconds; Linux only.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's program tells its figures and faults"
)]

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use bartizan_finding::{
    Audit, Audited, AuditedAccount, Finding, Outcome, ResourceRef, RuleProse, Severity, Spool,
    Summary, Violation, fingerprint,
};
use bartizan_model::{Gap, Reason};
use bartizan_report::{Format, read, text, write};

const RULES: usize = 200;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let (format, findings, file) = match args.as_slice() {
        [format, findings] => (format, findings, None),
        [format, findings, file] => (format, findings, Some(file)),
        _ => return Err("usage: emit FORMAT COUNT|REPORT [FILE]".into()),
    };
    let format: Format = format.parse()?;
    let audit = match findings.parse() {
        Ok(count) => audit(count)?,
        Err(_) => saved(Path::new(findings))?,
    };
    let out: Box<dyn Write> = match file {
        Some(file) => Box::new(BufWriter::new(File::create(file)?)),
        None => Box::new(io::sink()),
    };
    let mut counted = Counted { out, bytes: 0 };
    let began = cpu()?;
    write(format, &audit, &[], &text::Options::default(), &mut counted)?;
    counted.flush()?;
    println!("wrote {} {:.3}", counted.bytes, cpu()? - began);
    Ok(())
}

/// Reads a report, and tells what that took.
fn saved(report: &Path) -> Result<Audit, Box<dyn Error>> {
    let bytes = report.metadata()?.len();
    let began = cpu()?;
    let audit = read::read(report)?;
    println!("read {bytes} {:.3}", cpu()? - began);
    Ok(audit)
}

/// Counts what passes through.
struct Counted {
    out: Box<dyn Write>,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Seconds that this thread has spent on a CPU: the clock on the wall also counts other programs.
fn cpu() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let spent = text.split(' ').next().unwrap_or_default();
    Ok(spent.parse::<f64>()? / 1e9)
}

fn audit(count: usize) -> io::Result<Audit> {
    let (mut spool, mut summary) = (Spool::default(), Summary::new());
    for n in 0..count {
        let finding = finding(n);
        summary.count(&finding);
        spool.push(&finding)?;
    }
    summary.resources = count as u64;
    let seen = bartizan_model::Timestamp::UNIX_EPOCH;
    Ok(Audit {
        audited: Audited {
            provider: "aws".to_owned(),
            accounts: vec![AuditedAccount {
                id: "111122223333".to_owned(),
                alias: Some("kestrel-pay".to_owned()),
            }],
            regions: vec!["eu-central-1".to_owned()],
            services: vec!["s3".to_owned()],
            started_at: seen,
            finished_at: seen,
        },
        rules: (0..RULES).map(rule).collect(),
        switched_off: Vec::new(),
        waivers: Vec::new(),
        summary,
        gaps: Vec::new(),
        findings: spool.finish()?,
    })
}

fn severity(rule: usize) -> Severity {
    let all = Severity::WORST_FIRST;
    all.get(rule % all.len()).copied().unwrap_or(Severity::Low)
}

/// One of six passes in SARIF's place: that format leaves them out, and would have little to do.
fn finding(n: usize) -> Finding {
    let rule = n % RULES;
    let id = format!("aws-s3-bucket-rule-{rule}");
    let name = format!("payments-archive-{n}-eu-central-1");
    let resource = ResourceRef {
        id: format!("arn:aws:s3:::{name}"),
        kind: "aws.s3.bucket".to_owned(),
        name,
        account: "111122223333".to_owned(),
        region: Some("eu-central-1".to_owned()),
        tags: [("team", "payments"), ("environment", "production")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
    };
    let outcome = match n % 6 {
        0 => Outcome::Pass,
        1 => Outcome::Unknown(vec![Gap {
            action: "s3:GetBucketPolicy".into(),
            reason: Reason::AccessDenied,
            code: Some("AccessDenied".to_owned()),
        }]),
        _ => Outcome::Fail(vec![Violation {
            message: "lets anyone on the internet read its objects".to_owned(),
            evidence: [("statement".to_owned(), serde_json::json!(1))].into(),
        }]),
    };
    Finding {
        id: fingerprint(&id, &resource),
        severity: severity(rule),
        rule: id,
        outcome,
        resource,
    }
}

fn rule(n: usize) -> RuleProse {
    RuleProse {
        id: format!("aws-s3-bucket-rule-{n}"),
        title: "Bucket can be read by anyone on the internet".to_owned(),
        severity: severity(n),
        service: "s3".to_owned(),
        resource: "aws.s3.bucket".to_owned(),
        reads: vec!["policy".to_owned()],
        why: "Whoever finds the name of the bucket reads what is in it. Names are guessed by \
              programs all day long, and what was read once cannot be called back."
            .to_owned(),
        remediation: "Turn on the public access block of the bucket, then take the statement that \
              the finding names out of its policy."
            .to_owned(),
        references: vec![
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html"
                .to_owned(),
        ],
    }
}
