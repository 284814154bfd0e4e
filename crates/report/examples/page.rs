//! Writes HTML reports for `cargo xtask browser` and for whoever works on the page's looks:
//! `page report REPORT PAGE` of a saved report, `page hostile COUNT PAGE` of findings whose names try everything, and
//! `page compliance COUNT PAGE` of the same held against a standard whose words do too.
#![expect(
    clippy::print_stderr,
    reason = "a developer's program says what is wrong"
)]

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use bartizan_finding::{
    Answer, Audit, Audited, AuditedAccount, Finding, Framework, GapEntry, Outcome, Requirement,
    ResourceRef, RuleProse, Severity, Spool, Summary, Violation, WaiverId, fingerprint,
};
use bartizan_model::{Gap, Reason};
use bartizan_report::compliance::{self, Format};
use bartizan_report::{html, read, text};

/// Names that strangers could give: markup, script, directions, what no eye sees, formulas, every script.
const NAMES: [&str; 12] = [
    "<script>alert('name')</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "javascript:alert(3)",
    "'; document.title = 'owned'; '",
    "{{constructor.constructor('alert(4)')()}}",
    "user\u{202e}nimda\u{200b}",
    "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "<!--<script>",
    "zahlungen-für-köln",
    "決済-مدفوعات-💳",
    "\u{0}\u{1b}[31m\u{2028}\u{2029}&lt;b&gt;",
];

const ACCOUNTS: [&str; 4] = [
    "111122223333",
    "222233334444",
    "333344445555",
    "444455556666",
];
const REGIONS: [&str; 5] = [
    "",
    "eu-central-1",
    "eu-west-1",
    "us-east-1",
    "ap-southeast-2",
];
const SERVICES: [&str; 6] = ["iam", "kms", "s3", "ssm", "cloudtrail", "wafv2"];
const RULES: usize = 60;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<(), Box<dyn Error>> {
    let (audit, page) = match args {
        [kind, report, page] if kind == "report" => (read::read(Path::new(report))?, page),
        [kind, count, page] if kind == "hostile" => (hostile(count.parse()?)?, page),
        [kind, count, page] if kind == "compliance" => {
            return table(&hostile(count.parse()?)?, Path::new(page));
        }
        _ => {
            return Err(
                "usage: page report REPORT PAGE | page hostile|compliance COUNT PAGE".into(),
            );
        }
    };
    let mut out = BufWriter::new(File::create(page)?);
    let began = Instant::now();
    html::write(&audit, &html::Options::default(), &mut out)?;
    out.flush()?;
    let seconds = began.elapsed().as_secs_f64();
    // For the benchmark: making the findings takes longer than writing them.
    writeln!(
        io::stdout(),
        "{}",
        serde_json::json!({ "seconds": seconds })
    )?;
    Ok(())
}

/// A standard with a requirement for each rule, some that are only seen in part, and some that nobody looks at.
fn table(audit: &Audit, page: &Path) -> Result<(), Box<dyn Error>> {
    let standard = standard(audit);
    let mut out = BufWriter::new(File::create(page)?);
    let table = compliance::assess(&standard, audit)?;
    compliance::write(Format::Html, &table, &text::Options::default(), &mut out)?;
    Ok(out.flush()?)
}

fn standard(audit: &Audit) -> Framework {
    let rules = audit.rules.iter().enumerate().map(|(number, rule)| {
        let rest = (number % 3 == 0).then(|| pick(&NAMES, number, "").to_owned());
        (vec![rule.id.clone()], rest)
    });
    let absent = (vec!["aws-none".to_owned()], None);
    let answers = rules
        .chain([absent])
        .map(|(rules, rest)| Answer::Rules { rules, rest });
    let nobody = NAMES.iter().flat_map(|name| {
        let how = || (*name).to_owned();
        [
            Answer::People { how: how() },
            Answer::Service { how: how() },
        ]
    });
    let requirements = answers.chain(nobody).enumerate();
    let requirements = requirements.map(|(number, answer)| Requirement {
        id: format!("{}.{number}", number % 4),
        subject: format!("{} {number}", pick(&NAMES, number, "")),
        answer,
    });
    let mut requirements: Vec<_> = requirements.collect();
    requirements.sort_by(|a, b| a.id.cmp(&b.id));
    let first = pick(&NAMES, 0, "").to_owned();
    Framework {
        id: "hostile".to_owned(),
        title: first.clone(),
        version: pick(&NAMES, 1, "").to_owned(),
        publisher: pick(&NAMES, 2, "").to_owned(),
        published: "2026".to_owned(),
        source: "https://example.com/".to_owned(),
        sections: (0..4).map(|it| (it.to_string(), first.clone())).collect(),
        requirements,
    }
}

fn pick<T: Copy>(list: &[T], number: usize, otherwise: T) -> T {
    list.get(number % list.len().max(1))
        .copied()
        .unwrap_or(otherwise)
}

fn hostile(count: usize) -> Result<Audit, Box<dyn Error>> {
    let rules: Vec<_> = (0..RULES).map(rule).collect();
    let mut summary = Summary::new();
    let mut spool = Spool::default();
    for number in 0..count {
        let finding = finding(number, &rules);
        summary.count(&finding);
        spool.push(&finding)?;
    }
    summary.resources = count as u64 / 20;
    Ok(Audit {
        audited: Audited {
            provider: "aws".to_owned(),
            accounts: ACCOUNTS.iter().map(|id| account(id)).collect(),
            regions: REGIONS.iter().skip(1).map(|it| (*it).to_owned()).collect(),
            services: SERVICES.iter().map(|it| (*it).to_owned()).collect(),
            started_at: "2026-11-22T16:00:00Z".parse()?,
            finished_at: "2026-11-22T16:01:30Z".parse()?,
        },
        rules,
        switched_off: Vec::new(),
        waivers: Vec::new(),
        summary,
        gaps: gaps(),
        findings: spool.finish()?,
    })
}

fn account(id: &str) -> AuditedAccount {
    AuditedAccount {
        id: id.to_owned(),
        alias: id.starts_with('1').then(|| pick(&NAMES, 0, "").to_owned()),
    }
}

fn gaps() -> Vec<GapEntry> {
    let gap = denied();
    let mut entry = GapEntry::new(pick(&ACCOUNTS, 0, ""), Some("eu-west-1"), &gap);
    entry.resources = 17;
    entry.code = Some(pick(&NAMES, 1, "").to_owned());
    vec![entry]
}

fn denied() -> Gap {
    Gap {
        action: "kms:GetKeyPolicy".into(),
        reason: Reason::AccessDenied,
        code: None,
    }
}

fn rule(number: usize) -> RuleProse {
    let service = pick(&SERVICES, number, "iam");
    RuleProse {
        id: format!("aws-{service}-problem-{number}"),
        title: format!("Problem {number} of {}", pick(&NAMES, number, "")),
        severity: pick(&Severity::WORST_FIRST, number / 2, Severity::Low),
        service: service.to_owned(),
        resource: format!("aws.{service}.thing"),
        reads: Vec::new(),
        why: format!("Because.\nAnd {}", pick(&NAMES, number + 1, "")),
        remediation: format!("Do this.\nThen {}", pick(&NAMES, number + 2, "")),
        references: vec![
            "https://docs.aws.amazon.com/".to_owned(),
            "javascript:alert(5)".to_owned(),
        ],
    }
}

fn finding(number: usize, rules: &[RuleProse]) -> Finding {
    let index = number % rules.len().max(1);
    let (id, kind, severity) = match rules.get(index) {
        Some(rule) => (rule.id.clone(), rule.resource.clone(), rule.severity),
        None => (String::new(), String::new(), Severity::Low),
    };
    let thing = number / 20;
    let hostile = pick(&NAMES, thing, "");
    let region = pick(&REGIONS, thing, "");
    let resource = ResourceRef {
        id: format!("arn:aws:{kind}:{region}:{thing}/{hostile}"),
        kind,
        name: format!("{hostile} {thing}"),
        account: pick(&ACCOUNTS, thing / 7, "").to_owned(),
        region: (!region.is_empty()).then(|| region.to_owned()),
        tags: [(hostile.to_owned(), hostile.to_owned())].into(),
    };
    Finding {
        id: fingerprint(&id, &resource),
        rule: id,
        severity,
        outcome: outcome(number, hostile),
        resource,
    }
}

/// Two in ten failed, one is unknown, one in a hundred waived, the others passed.
fn outcome(number: usize, hostile: &str) -> Outcome {
    let wrong = || {
        vec![Violation {
            message: format!("is named {hostile}"),
            evidence: [(hostile.to_owned(), serde_json::json!({ "value": hostile }))].into(),
        }]
    };
    match number * 7 % 100 {
        0 => Outcome::Waived {
            by: WaiverId(hostile.to_owned()),
            until: jiff::civil::date(2027, 1, 31),
            reason: hostile.to_owned(),
            violations: wrong(),
        },
        1..=20 => Outcome::Fail(wrong()),
        21..=30 => Outcome::Unknown(vec![denied()]),
        _ => Outcome::Pass,
    }
}
