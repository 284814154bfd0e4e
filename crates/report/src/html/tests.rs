#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use bartizan_finding::{Finding, Outcome, Severity};
use bartizan_model::Reason;
use serde_json::Value;

use super::*;
use crate::sample;

fn page(audit: &Audit, options: &Options<'_>) -> String {
    let mut out = Vec::new();
    write(audit, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The JSON elements of a page whose opening tag has this attribute.
fn elements(page: &str, attribute: &str) -> Vec<Value> {
    let tag = format!("<script type=\"application/json\" {attribute}>");
    let texts = page.split(&tag).skip(1);
    texts
        .map(|rest| serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap())
        .collect()
}

fn many(count: usize, outcome: &Outcome) -> Vec<Finding> {
    let name = |number| format!("user-{number}");
    (0..count)
        .map(|number| sample::finding("iam", "user", &name(number), None, outcome.clone()))
        .collect()
}

#[test]
fn the_page_has_every_finding_and_each_resource_once() {
    let page = page(&sample::audit(), &Options::default());
    let parts = elements(&page, "class=\"part\"");
    assert_eq!(parts.len(), 1);
    let resources = parts[0].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    assert_eq!(
        resources[0].to_string(),
        r#"[0,0,0,"arn:aws:iam::111122223333:user/ana","ana",[["team","payments"]],[[0,0,1,"c1b6c4c3d415f341825a3f62b64e8487",[["has a console password and no MFA device",[]]]]]]"#
    );
    assert_eq!(resources[1][6].to_string(), "[[0,1]]");
    let tail = &elements(&page, "id=\"tail\"")[0];
    assert_eq!(
        tail["counts"].to_string(),
        "[[1,1,1,1],[0,0,1,0],[1,0,0,0]]"
    );
    assert_eq!(tail["left_out"].to_string(), "[0,0,0,0]");
    let head = &elements(&page, "id=\"head\"")[0];
    assert_eq!(head["format"], "bartizan.report/1");
    assert_eq!(head["gaps"].as_array().unwrap().len(), 3);
}

#[test]
fn one_resource_with_many_findings_stands_there_once() {
    let pass = many(1, &Outcome::Pass);
    let twice = [pass[0].clone(), pass[0].clone()];
    let page = page(&sample::of(&twice), &Options::default());
    let parts = elements(&page, "class=\"part\"");
    assert_eq!(parts[0].as_array().unwrap().len(), 1);
    assert_eq!(parts[0][0][6].to_string(), "[[0,1],[0,1]]");
}

#[test]
fn an_audit_without_findings_is_a_page_too() {
    let page = page(&sample::of(&[]), &Options::default());
    assert_eq!(elements(&page, "class=\"part\""), Vec::<Value>::new());
    assert_eq!(elements(&page, "id=\"tail\"").len(), 1);
}

#[test]
fn what_matters_less_is_left_out_first_and_the_page_says_how_much() {
    let failed = Outcome::Fail(vec![sample::violation("is wrong")]);
    let unknown = Outcome::Unknown(vec![sample::gap("iam:ListUsers", Reason::Timeout)]);
    let mut findings = many(30, &Outcome::Pass);
    findings.extend(many(10, &unknown));
    findings.extend(many(10, &failed));
    findings[49].severity = Severity::Critical;
    let options = Options {
        findings: 15,
        ..Options::default()
    };
    let page = page(&sample::of(&findings), &options);
    let tail = &elements(&page, "id=\"tail\"")[0];
    assert_eq!(tail["left_out"].to_string(), "[0,30,5,0]");
    assert_eq!(
        tail["counts"][0].to_string(),
        "[10,30,10,0]",
        "counts are of all"
    );
    let few = Options {
        findings: 1,
        ..Options::default()
    };
    let page = self::page(&sample::of(&findings), &few);
    let parts = elements(&page, "class=\"part\"");
    assert_eq!(parts[0][0][6][0][2], 0, "the one that is critical stays");
    assert_eq!(parts[0].as_array().unwrap().len(), 1);
}

#[test]
fn names_cannot_leave_their_element() {
    let evil = "</script><script>alert(1)</script><!--\u{2028}";
    let wrong = Outcome::Fail(vec![sample::violation(evil)]);
    let mut findings = vec![sample::finding("iam", "user", evil, None, wrong)];
    findings[0].resource.tags = [(evil.to_owned(), evil.to_owned())].into();
    findings[0].rule = evil.to_owned();
    let mut audit = sample::of(&findings);
    audit.audited.accounts[0].alias = Some(evil.to_owned());
    audit.rules[0].why = evil.to_owned();
    audit.switched_off = vec![evil.to_owned()];
    let page = page(&audit, &Options::default());
    assert!(!page.contains("alert(1)</script>") && !page.contains("<script>alert"));
    let scripts = page.matches("<script").count();
    // Four blocks of data and the page's own; every one ends where it should.
    assert_eq!((scripts, page.matches("</script").count()), (5, 5));
    let parts = elements(&page, "class=\"part\"");
    assert_eq!(parts[0][0][4], evil, "the script sees the name as it is");
    assert!(page.contains("<title>Bartizan: 111122223333 (&lt;/script&gt;"));
}

#[test]
fn long_texts_are_cut_where_one_can_see_it() {
    let wrong = Outcome::Fail(vec![sample::violation(&"ä".repeat(100_000))]);
    let finding = sample::finding("iam", "user", "ana", None, wrong);
    let page = page(&sample::of(&[finding]), &Options::default());
    let part = &elements(&page, "class=\"part\"")[0];
    let message = part[0][6][0][4][0][0].as_str().unwrap();
    assert!(message.len() < 5_000 && message.ends_with("… (cut: 200000 bytes)"));
}

#[test]
fn standards_name_the_rules_of_this_audit_and_what_asks_for_them() {
    use bartizan_finding::{Answer, Requirement};
    let requirement = |id: &str, rule: &str| Requirement {
        id: id.to_owned(),
        subject: String::new(),
        answer: Answer::Rules {
            rules: vec![rule.to_owned()],
            rest: None,
        },
    };
    let framework = |id: &str, requirements| Framework {
        id: id.to_owned(),
        title: id.to_uppercase(),
        version: String::new(),
        publisher: String::new(),
        published: String::new(),
        source: String::new(),
        sections: Vec::new(),
        requirements,
    };
    let frameworks = [
        framework(
            "a",
            vec![
                requirement("1.1", "aws-kms-key-without-rotation"),
                requirement("1.2", "aws-kms-key-without-rotation"),
                requirement("2", "another"),
            ],
        ),
        framework("b", vec![requirement("1", "another")]),
    ];
    let options = Options {
        frameworks: &frameworks,
        ..Options::default()
    };
    let page = page(&sample::audit(), &options);
    assert_eq!(
        elements(&page, "id=\"standards\"")[0].to_string(),
        r#"{"frameworks":[{"id":"a","rules":[[1,["1.1","1.2"]]],"title":"A"}]}"#
    );
}

#[test]
fn the_policy_names_the_script_and_the_style_that_are_there() {
    let page = page(&sample::audit(), &Options::default());
    let (_, policy) = page
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap();
    let (policy, _) = policy.split_once('"').unwrap();
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let text = page
            .rsplit_once(open)
            .unwrap()
            .1
            .split_once(close)
            .unwrap()
            .0;
        let hash = BASE64_STANDARD.encode(Sha256::digest(text));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{open}");
    }
    for outside in [
        "src=",
        "@import",
        "url(",
        "<link rel=\"style",
        "fetch(",
        "innerHTML",
        "XMLHttp",
    ] {
        assert!(
            ![PAGE, STYLE, SCRIPT].concat().contains(outside),
            "{outside}"
        );
    }
}
