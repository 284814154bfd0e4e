//! `bartizan iam paths`: on the demo account, and on what cannot be asked.

use serde_json::Value;

use crate::support::{Ran, folder, run_in};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/localstack/demo.jsonl.zst");
const SELF_SERVICE: &str = "arn:aws:iam::111122223333:role/service/self-service";

fn paths(more: &[&str]) -> Ran {
    let folder = folder(&[]);
    run_in(folder.path(), &[&["iam", "paths", DEMO], more].concat())
}

#[test]
fn paths_to_an_administrator_are_told_with_what_permits_them() {
    let ran = paths(&["--from", SELF_SERVICE]);
    insta::assert_snapshot!(ran, @"
    1 of 1 principals can get to an administrator: 1 for certain

    role/service/self-service  certain, 1 step
      1. administrator
         Write a policy into the own role [iam-put-role-policy]
           iam:PutRolePolicy on role/service/self-service: policies of
            role/service/self-service, statement 1
         or by iam-put-and-assume through role/org-log-reader, iam-put-and-assume
        through role/vendors/vendor-support

    Where to cut
      - policies of role/service/self-service, statement 1: cuts 1 principal off, 1
        path need it

    Taken for granted
      - no policies and no tags were passed when the session began
    exit 1
    ");
}

#[test]
fn the_answer_is_json_that_names_its_format() {
    let ran = paths(&["--format", "json"]);
    assert_eq!(ran.code, Some(1));
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["format"], "bartizan.paths/1");
    let steps = told["steps"].as_array().unwrap();
    for from in told["paths"].as_array().unwrap() {
        for route in from["routes"].as_array().unwrap() {
            let route = route.as_array().unwrap();
            let step = |at: &Value| &steps[usize::try_from(at.as_u64().unwrap()).unwrap()];
            assert_eq!(step(&route[0])["from"], from["principal"]);
            for pair in route.windows(2) {
                assert_eq!(step(&pair[0])["to"], step(&pair[1])["from"]);
            }
        }
    }
}

#[test]
fn the_page_fetches_and_runs_nothing() {
    let ran = paths(&["--format", "html"]);
    assert!(ran.stdout.contains("<svg "), "{ran}");
    assert!(ran.stdout.contains("default-src 'none'"), "{ran}");
    assert!(!ran.stdout.contains("<script"), "{ran}");
}

#[test]
fn pictures_are_graphs_of_their_languages() {
    let dot = paths(&["--format", "dot"]).stdout;
    assert!(dot.starts_with("digraph paths {") && dot.trim_end().ends_with('}'));
    let mermaid = paths(&["--format", "mermaid"]).stdout;
    assert!(mermaid.starts_with("flowchart LR\n"));
    assert_eq!(
        dot.matches(" -> ").count(),
        mermaid.matches("->|").count(),
        "{dot}{mermaid}"
    );
}

#[test]
fn who_is_not_there_is_told() {
    let ran = paths(&[
        "--from",
        "arn:aws:iam::111122223333:role/service/self-servic",
    ]);
    insta::assert_snapshot!(ran, @"
    error: no policy and no snapshot knows `arn:aws:iam::111122223333:role/service/self-servic`
    hint: did you mean `arn:aws:iam::111122223333:role/service/self-service`?
    exit 2
    ");
}

#[test]
fn without_a_path_it_ends_with_zero() {
    let ran = paths(&["--from", "arn:aws:iam::111122223333:role/bartizan-audit"]);
    assert_eq!(ran.code, Some(0), "{ran}");
}
