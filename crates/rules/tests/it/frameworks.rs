//! Frameworks: what their files may say, and that those that ship say it of rules that exist.

#![expect(clippy::indexing_slicing, clippy::print_stderr, reason = "tests")]

mod theirs;

use bartizan_finding::Answer;
use bartizan_rules::{FrameworkFault, Frameworks};

use crate::shipped;

const GOOD: &str = r#"id: test-1
title: A test
version: 2022
publisher: Nobody
published: 2026-03-01
source: https://example.com/
sections:
  "1": One
  "1.2": One and two
requirements:
  - id: "1.1"
    subject: No keys
    rules: [aws-account-root-with-access-keys]
    rest: Keys elsewhere
  - id: "1.2.10"
    subject: Somebody asks
    needs: people
    how: interview
  - id: "1.2.2"
    subject: Databases are closed
    needs: service
    how: rds
"#;

fn ids() -> Vec<&'static str> {
    let rules = shipped().rules().iter();
    rules.map(|rule| rule.id.as_str()).collect()
}

/// What is wrong with a text, a line each.
fn faults(text: &str) -> String {
    let faults = Frameworks::read([("frameworks/test-1.yaml", text)], Some(&ids())).unwrap_err();
    let line = |fault: &FrameworkFault| match fault.hint() {
        Some(hint) => format!("{fault}\n  hint: {hint}\n"),
        None => format!("{fault}\n"),
    };
    faults.iter().map(line).collect()
}

#[test]
fn a_framework_says_what_can_tell() {
    let it = Frameworks::read([("frameworks/test-1.yaml", GOOD)], Some(&ids())).unwrap();
    let framework = it.get("test-1").unwrap();
    assert_eq!(framework.version, "2022");
    assert_eq!(framework.published, "2026-03-01");
    let [keys, people, service] = framework.requirements.as_slice() else {
        panic!("{framework:?}");
    };
    assert_eq!(keys.rules(), ["aws-account-root-with-access-keys"]);
    assert!(
        matches!(&keys.answer, Answer::Rules { rest: Some(rest), .. } if rest == "Keys elsewhere")
    );
    assert!(matches!(&people.answer, Answer::People { how } if how == "interview"));
    assert!(matches!(&service.answer, Answer::Service { how } if how == "rds"));
    assert_eq!(framework.section_of("1.2.10").unwrap().1, "One and two");
    let asking = it.requirements_of("aws-account-root-with-access-keys");
    assert_eq!(asking.len(), 1);
    assert!(
        it.requirements_of("aws-account-root-without-mfa")
            .is_empty()
    );
    assert_eq!(it.nearest("TEST"), Some("test-1"));
    assert_eq!(it.nearest("tset-1"), Some("test-1"));
    assert_eq!(it.nearest("soc2"), None);
}

#[test]
fn every_mistake_is_told_with_its_line() {
    for (from, to, told) in [
        ("title: A test\n", "", ": missing field `title`"),
        ("version: 2022", "version: ''", "line 3: `version` is empty"),
        (
            "id: test-1",
            "id: test-2",
            "line 1: the id `test-2` is not the name of the file, `test-1`",
        ),
        ("https:", "http:", "line 6: `source` is no https address"),
        (
            "publisher: Nobody",
            "publisher: Nobody\nowner: me",
            "line 5: unknown field `owner`",
        ),
        ("    rest:", "    reste:", "line 14: unknown field `reste`"),
        (
            "with-access-keys]",
            "with-access-key]",
            "line 13: `1.1` asks for the rule `aws-account-root-with-access-key`, which does not exist\n  hint: did you mean `aws-account-root-with-access-keys`?",
        ),
        (
            "keys]",
            "keys, aws-account-root-with-access-keys]",
            "line 13: `1.1` names the rule `aws-account-root-with-access-keys` twice",
        ),
        (
            "\"1.2.2\"",
            "\"1.1\"",
            "line 19: the requirement `1.1` stands twice, first on line 11",
        ),
        ("    how: rds\n", "", "line 19: `1.2.2` must have either"),
        (
            "    needs: service\n",
            "",
            "line 19: `1.2.2` must have either",
        ),
        (
            "    needs: people",
            "    rules: [aws-account-root-without-mfa]\n    needs: people",
            "line 15: `1.2.10` must have either",
        ),
        (
            "needs: people",
            "needs: luck",
            "line 17: unknown variant `luck`",
        ),
        (
            "subject: No keys",
            "subject: \"No\\nkeys\"",
            "line 12: `subject` is not one line",
        ),
        (
            "\"1.2\": One",
            "\"1.3\": One",
            "line 9: no requirement belongs to the section `1.3`",
        ),
        (
            "how: interview",
            "how: ~",
            "line 15: `1.2.10` must have either",
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let found = faults(&GOOD.replacen(from, to, 1));
        assert!(found.contains(told), "{to}: {found}");
    }
    let empty = GOOD.split_once("sections:").unwrap().0.to_owned() + "requirements: []\n";
    assert!(faults(&empty).contains("it has no requirement"));
    let long = GOOD.replace("No keys", &"x".repeat(301));
    assert!(faults(&long).contains("line 12: `subject` is longer than 300 characters"));
    let twice = [("a/test-1.yaml", GOOD), ("b/test-1.yaml", GOOD)];
    let twice = Frameworks::read(twice, None).unwrap_err();
    assert!(
        twice[0]
            .to_string()
            .contains("there is a framework `test-1` already")
    );
}

#[test]
fn nothing_that_is_no_framework_breaks_the_reader() {
    let bomb = "a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nid: *c\n";
    let deep = "[".repeat(100_000);
    for text in ["", "\u{0}", "[]", "id: [", "- - -", "{}", bomb, &deep] {
        assert!(Frameworks::read([("x.yaml", text)], None).is_err());
    }
}

/// Those that ship.
fn builtin() -> Frameworks {
    Frameworks::read(bartizan_policies::frameworks(), Some(&ids())).unwrap_or_else(|faults| {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}

#[test]
fn those_that_ship_name_rules_that_exist_and_are_newest_last() {
    let builtin = builtin();
    let ids: Vec<&str> = builtin.list().iter().map(|it| it.id.as_str()).collect();
    for id in [
        "aws-fsbp",
        "cis-aws-6.0",
        "cis-aws-7.0",
        "dora",
        "gdpr-32",
        "iso-27001-2022",
        "nis2",
        "nist-800-53-r5",
        "pci-dss-4.0.1",
        "soc-2",
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    assert_eq!(builtin.nearest("cis"), Some("cis-aws-7.0"));
    assert_eq!(builtin.nearest("PCI"), Some("pci-dss-4.0.1"));
    for framework in builtin.list() {
        for requirement in &framework.requirements {
            let section = framework.section_of(&requirement.id);
            assert!(
                section.is_some() || framework.sections.is_empty(),
                "{} {}",
                framework.id,
                requirement.id
            );
        }
    }
}

/// Rules that no framework asks for: good practice beyond what standards name.
const ASKED_BY_NONE: &[&str] = &["aws-s3-bucket-without-bucket-key"];

#[test]
fn every_rule_is_asked_for_or_listed_as_asked_by_none() {
    let builtin = builtin();
    let unasked: Vec<&str> = ids()
        .into_iter()
        .filter(|rule| builtin.requirements_of(rule).is_empty())
        .collect();
    assert_eq!(unasked, ASKED_BY_NONE);
}
