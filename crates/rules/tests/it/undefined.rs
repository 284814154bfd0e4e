//! What Rego says of values that are not there, which the compiled form of regorus 0.14 does not do by itself.

#![expect(clippy::indexing_slicing, reason = "tests")]

use bartizan_rules::cases;

use crate::{compiled, rule_of};

/// Whether the rule with this body fails a role on the path `/team/`; both engines are asked, and must agree.
fn fails(helpers: &str, body: &str) -> bool {
    let rego = format!(
        "{helpers}\n\nviolation contains {{\"message\": \"m\"}} if {{\n\tinput.resource.path == \"/team/\"\n{body}\n}}"
    );
    let mut source = rule_of("aws.iam.role", "#   reads: [path]\n", &rego);
    let case = "- name: it\n  resource: { path: /team/ }\n  expect: fail\n";
    source.cases = Some(("example.cases.yaml".to_owned(), case.to_owned()));
    let report = cases::run(&compiled(vec![source])).rules.remove(0);
    match report.results[0].wrong.as_deref() {
        None => true,
        Some("expected fail, found pass") => false,
        Some(other) => panic!("{other}"),
    }
}

#[test]
fn an_assignment_of_nothing_ends_the_body() {
    let table = "table := {\"/other/\": 1}";
    assert!(!fails(table, "\tx := table[input.resource.path]"));
    assert!(!fails(
        table,
        "\tx := table[input.resource.path]\n\tnot x in {2}"
    ));
    assert!(!fails(table, "\t_ := table[input.resource.path]"));
    let counted = "\tcount([1 | some p in [input.resource.path]; x := table[p]]) == 1";
    assert!(!fails(table, counted));
    let helper = "kept(path) if {\n\tx := {\"/other/\": 1}[path]\n}";
    assert!(fails(helper, "\tnot kept(input.resource.path)"));
}

#[test]
fn an_assignment_of_something_goes_on() {
    let table = "table := {\"/team/\": false}";
    assert!(fails(table, "\tx := table[input.resource.path]"));
    assert!(fails(table, "\tx := table[input.resource.path]\n\tnot x"));
    assert!(fails(table, "\tx := null\n\tx == null"));
    assert!(fails("", "\t[x, _] := [1, 2]\n\tx == 1"));
}

#[test]
fn a_name_may_stand_for_a_rule_elsewhere() {
    let helper = "label(path) := sprintf(\"%s!\", [path])";
    assert!(fails(
        helper,
        "\tlabel := input.resource.path\n\tlabel == \"/team/\""
    ));
}
