//! `bartizan frameworks`: the standards that a report can be held against.

use std::io::{self, Write};

use bartizan_finding::{Answer, Framework};
use bartizan_report::{plain, table};
use serde::Serialize;

use crate::args::report::FrameworksArgs;
use crate::args::{ConfigArgs, ReportFormat, RuleArgs};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::{frameworks, output};

/// Lists the frameworks, or the requirements of one.
pub(crate) fn run(args: &FrameworksArgs) -> Result<Exit, Fault> {
    match &args.framework {
        Some(name) => {
            let framework = frameworks::pick(name, &no_own_rules())?;
            match args.format {
                ReportFormat::Text => output::print(|out| requirements(&framework, out))?,
                ReportFormat::Json => output::print_json(&Entry::of(&framework, true))?,
            }
        }
        None => {
            let all = frameworks::builtin()?;
            match args.format {
                ReportFormat::Text => output::print(|out| text(all.list(), out))?,
                ReportFormat::Json => {
                    let entries = all.list().iter().map(|it| Entry::of(it, false));
                    output::print_json(&entries.collect::<Vec<_>>())?;
                }
            }
        }
    }
    Ok(Exit::Clean)
}

/// A framework of the user's own may name the rules that ship.
fn no_own_rules() -> RuleArgs {
    RuleArgs {
        rules: Vec::new(),
        no_builtin_rules: false,
        config: ConfigArgs {
            config: None,
            no_config: true,
        },
    }
}

fn text(frameworks: &[Framework], out: &mut dyn Write) -> io::Result<()> {
    let rows = frameworks.iter().map(|it| {
        let counts = Counts::of(it);
        vec![
            plain(&it.id).into_owned(),
            plain(&it.title).into_owned(),
            counts.requirements.to_string(),
            counts.rules.to_string(),
            counts.people.to_string(),
            counts.service.to_string(),
        ]
    });
    let header = [
        "framework",
        "title",
        "all",
        "by rules",
        "by people",
        "not yet",
    ];
    for line in table(&header, rows.collect(), output::width(), 20) {
        writeln!(out, "{line}")?;
    }
    writeln!(
        out,
        "\n`bartizan frameworks FRAMEWORK` lists requirements; `bartizan report compliance FILE --framework FRAMEWORK` holds an audit against them"
    )
}

fn requirements(framework: &Framework, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} {}",
        plain(&framework.title),
        plain(&framework.version)
    )?;
    writeln!(
        out,
        "{}, {}",
        plain(&framework.publisher),
        plain(&framework.published)
    )?;
    writeln!(out, "{}\n", plain(&framework.source))?;
    let rows = framework.requirements.iter().map(|it| {
        let told = match &it.answer {
            Answer::Rules { rules, rest: None } => rules.join("\n"),
            Answer::Rules {
                rules,
                rest: Some(rest),
            } => format!("{}\nnot seen: {rest}", rules.join("\n")),
            Answer::People { how } => format!("needs people: {how}"),
            Answer::Service { how } => format!("not looked at yet: {how}"),
        };
        let told: Vec<_> = told.lines().map(plain).collect();
        vec![
            plain(&it.id).into_owned(),
            format!("{}\n{}", plain(&it.subject), told.join("\n")),
        ]
    });
    for line in table(
        &["requirement", "what it asks for"],
        rows.collect(),
        output::width(),
        60,
    ) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// What can tell about how many requirements.
#[derive(Serialize)]
struct Counts {
    requirements: usize,
    rules: usize,
    people: usize,
    service: usize,
}

impl Counts {
    fn of(framework: &Framework) -> Self {
        let count = |is: fn(&Answer) -> bool| {
            let all = framework.requirements.iter();
            all.filter(|it| is(&it.answer)).count()
        };
        Self {
            requirements: framework.requirements.len(),
            rules: count(|it| matches!(it, Answer::Rules { .. })),
            people: count(|it| matches!(it, Answer::People { .. })),
            service: count(|it| matches!(it, Answer::Service { .. })),
        }
    }
}

/// A framework in the list for programs.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    version: &'a str,
    publisher: &'a str,
    published: &'a str,
    source: &'a str,
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirements: Option<Vec<Asked<'a>>>,
}

/// A requirement in the list for programs.
#[derive(Serialize)]
struct Asked<'a> {
    id: &'a str,
    subject: &'a str,
    rules: &'a [String],
    rest: Option<&'a str>,
    needs: Option<&'a str>,
    how: Option<&'a str>,
}

impl<'a> Entry<'a> {
    fn of(framework: &'a Framework, whole: bool) -> Self {
        Self {
            id: &framework.id,
            title: &framework.title,
            version: &framework.version,
            publisher: &framework.publisher,
            published: &framework.published,
            source: &framework.source,
            counts: Counts::of(framework),
            requirements: whole.then(|| framework.requirements.iter().map(Asked::of).collect()),
        }
    }
}

impl<'a> Asked<'a> {
    fn of(it: &'a bartizan_finding::Requirement) -> Self {
        let (rest, needs, how) = match &it.answer {
            Answer::Rules { rest, .. } => (rest.as_deref(), None, None),
            Answer::People { how } => (None, Some("people"), Some(how.as_str())),
            Answer::Service { how } => (None, Some("service"), Some(how.as_str())),
        };
        Self {
            id: &it.id,
            subject: &it.subject,
            rules: it.rules(),
            rest,
            needs,
            how,
        }
    }
}
