//! Mistakes in rules: each is told with its place and, where there is one, what was meant.

use bartizan_rules::{RuleFault, RuleSet};

use crate::{GOOD, rendered, source};

fn faults(text: &str) -> Vec<RuleFault> {
    RuleSet::compile(vec![source("example.rego", text)])
        .err()
        .unwrap_or_default()
}

/// Every fault in one line: place, what, hint.
fn told(text: &str) -> Vec<String> {
    let line = |fault: &RuleFault| {
        let (line, column) = fault.place();
        let hint = fault
            .problem
            .hint()
            .map(|hint| format!(" | {hint}"))
            .unwrap_or_default();
        format!("{line}:{column} {fault}{hint}")
    };
    faults(text).iter().map(line).collect()
}

/// The good rule with one part replaced.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn the_rule_to_make_mistakes_in_has_none() {
    assert_eq!(told(GOOD), Vec::<String>::new());
}

#[test]
fn an_attribute_that_the_type_lacks() {
    let fault = faults(&with("mfa_devices]", "mfa_device]")).remove(0);
    insta::assert_snapshot!(rendered(fault), @r#"
     × rule `aws-iam-example` reads `mfa_device`, which `aws.iam.user` does not have
       ╭─[example.rego:9:31]
     8 │ #   resource: aws.iam.user
     9 │ #   reads: [console_password, mfa_device]
       ·                               ─────┬────
       ·                                    ╰── here
    10 │ #   remediation: Enrol a device.
       ╰────
     help: did you mean `mfa_devices`?
    "#);
}

#[test]
fn rego_that_does_not_parse() {
    let fault = faults(&with("== true", "=== true")).remove(0);
    insta::assert_snapshot!(rendered(fault), @r#"
     × expecting expression
       ╭─[example.rego:14:36]
    13 │ violation contains {"message": "no device"} if {
    14 │     input.resource.console_password === true
       ·                                       ┬
       ·                                       ╰── here
    15 │     count(input.resource.mfa_devices) == 0
       ╰────
    "#);
}

#[test]
fn a_key_that_metadata_does_not_have() {
    let fault = faults(&with("severity:", "severty:")).remove(0);
    insta::assert_snapshot!(rendered(fault), @r#"
     × METADATA: unknown field `severty`, expected one of severity, resource, reads, facts, optional,
     │ params, remediation
      ╭─[example.rego:7:5]
    6 │ # custom:
    7 │ #   severty: high
      ·     ───┬───
      ·        ╰── here
    8 │ #   resource: aws.iam.user
      ╰────
     help: did you mean `severity`?
    "#);
}

#[test]
fn mistakes_in_metadata() {
    insta::assert_snapshot!(told(&with("# METADATA\n", "")).join("\n"), @r#"1:1 the rule has no `# METADATA` block above its package | `bartizan explain` any rule for an example"#);
    insta::assert_snapshot!(told(&with("severity: high", "severity: huge")).join("\n"), @r#"7:15 METADATA: unknown variant `huge`, expected one of low, medium, high, critical"#);
    insta::assert_snapshot!(told(&with("reads: [console_password, mfa_devices]", "reads: [console_password")).join("\n"), @r#"10:16 METADATA: illegal placement of ':' indicator"#);
    insta::assert_snapshot!(told(&with("Why it matters.", "''")).join("\n"), @r#"1:1 METADATA: `description` is empty"#);
    insta::assert_snapshot!(told(&with("https://docs", "http://docs")).join("\n"), @r#"1:1 METADATA: `http://docs.aws.amazon.com/IAM/` is no https address"#);
    insta::assert_snapshot!(told(&with("#   remediation: Enrol a device.\n", "")).join("\n"), @r#"9:5 METADATA: missing field `remediation`"#);
}

#[test]
fn mistakes_about_the_type_and_its_attributes() {
    insta::assert_snapshot!(told(&with("aws.iam.user", "aws.iam.users")).join("\n"), @r#"8:15 rule `aws-iam-example` judges `aws.iam.users`, which is no resource type | did you mean `aws.iam.user`?"#);
    insta::assert_snapshot!(told(&with(", mfa_devices]", "]")).join("\n"), @r#"15:23 rule `aws-iam-example` uses `input.resource.mfa_devices`, which is not in its `reads` | add `mfa_devices` to `reads`"#);
    insta::assert_snapshot!(told(&with(", mfa_devices]", ", mfa_devices, groups]")).join("\n"), @r#"9:44 rule `aws-iam-example` declares `groups` in its `reads` and never uses it | remove it from `reads`"#);
    insta::assert_snapshot!(told(&with("count(input.resource.mfa_devices)", "count(input.resource.mfa_device)")).join("\n"), @r#"
    9:31 rule `aws-iam-example` declares `mfa_devices` in its `reads` and never uses it | remove it from `reads`
    15:23 rule `aws-iam-example` reads `mfa_device`, which `aws.iam.user` does not have | did you mean `mfa_devices`?
    "#);
    insta::assert_snapshot!(told(&with("count(input.resource.mfa_devices) == 0", "input.resource.tags.mfa == \"no\"")).join("\n"), @r#"
    9:31 rule `aws-iam-example` declares `mfa_devices` in its `reads` and never uses it | remove it from `reads`
    15:17 rule `aws-iam-example` uses `input.resource.tags`, which is not in its `reads` | add `tags` to `reads`
    "#);
}

#[test]
fn what_identifies_a_resource_needs_no_reads() {
    let all = "count(input.resource.mfa_devices) == 0\n\tinput.resource.name != input.resource.account\n\t\
               input.resource.id != input.resource[\"region\"]";
    assert_eq!(
        told(&with("count(input.resource.mfa_devices) == 0", all)),
        Vec::<String>::new()
    );
}

#[test]
fn mistakes_about_facts_and_parameters() {
    insta::assert_snapshot!(told(&with("#   remediation", "#   facts: [key_age]\n#   remediation")).join("\n"), @r#"10:13 rule `aws-iam-example` asks for the fact `key_age`, which `aws.iam.user` does not have | did you mean `key_ages`?"#);
    insta::assert_snapshot!(told(&with("#   remediation", "#   facts: [key_ages]\n#   remediation")).join("\n"), @r#"10:13 rule `aws-iam-example` declares `key_ages` in its `facts` and never uses it | remove it from `facts`"#);
    insta::assert_snapshot!(told(&with("#   remediation", "#   facts: [account_public_access_block]\n#   remediation")).join("\n"), @r#"10:13 rule `aws-iam-example` asks for the fact `account_public_access_block`, which `aws.iam.user` does not have"#);
    insta::assert_snapshot!(told(&with("#   remediation", "#   params: { max: 3 }\n#   remediation")).join("\n"), @r#"10:15 rule `aws-iam-example` declares `max` in its `params` and never uses it | remove it from `params`"#);
    insta::assert_snapshot!(told(&with("== 0", "== input.params.most")).join("\n"), @r#"15:52 rule `aws-iam-example` uses `input.params.most`, which is not in its `params` | add `most` to `params`"#);
    insta::assert_snapshot!(told(&with("== 0", "== input.facts.now")).join("\n"), @r#"15:51 rule `aws-iam-example` uses `input.facts.now`, which is not in its `facts` | add `now` to `facts`"#);
}

#[test]
fn input_that_hides_what_is_read() {
    insta::assert_snapshot!(told(&with("count(", "r := input.resource\n\tcount(")).join("\n"), @r#"15:7 rule `aws-iam-example` uses `input` other than as `input.resource.X`, `input.facts.X` or `input.params.X` | name every attribute, so that an unreadable one makes the outcome unknown"#);
    insta::assert_snapshot!(told(&with("count(", "some k in [\"tags\"]\n\tinput.resource[k]\n\tcount(")).join("\n"), @r#"16:2 rule `aws-iam-example` uses `input` other than as `input.resource.X`, `input.facts.X` or `input.params.X` | name every attribute, so that an unreadable one makes the outcome unknown"#);
    insta::assert_snapshot!(told(&with("count(", "walk(input)\n\tcount(")).join("\n"), @r#"15:7 rule `aws-iam-example` uses `input` other than as `input.resource.X`, `input.facts.X` or `input.params.X` | name every attribute, so that an unreadable one makes the outcome unknown"#);
    insta::assert_snapshot!(told(&with("\nviolation", "\nimport input.resource as r\n\nviolation")).join("\n"), @r#"13:8 rule `aws-iam-example` uses `input` other than as `input.resource.X`, `input.facts.X` or `input.params.X` | name every attribute, so that an unreadable one makes the outcome unknown"#);
    insta::assert_snapshot!(told(&with("count(", "data.accounts.x\n\tcount(")).join("\n"), @r#"15:2 a rule sees only `input`; there is no `data`"#);
}

#[test]
fn what_is_not_the_same_tomorrow_or_not_bounded() {
    insta::assert_snapshot!(told(&with("== 0", "== time.now_ns()")).join("\n"), @r#"15:39 rule `aws-iam-example` may not call `time.now_ns` like this | a judgement must be the same tomorrow; use the fact `now`"#);
    insta::assert_snapshot!(told(&with("count(", "x := numbers.range(1, 1000000000000)\n\tcount(x) > 1\n\tcount(")).join("\n"), @r#"15:7 rule `aws-iam-example` may not call `numbers.range` like this | it can ask for any amount of memory at once; iterate over the resource"#);
    insta::assert_snapshot!(told(&with("\"no device\"", "sprintf(\"%99999999d\", [1])")).join("\n"), @r#"13:32 rule `aws-iam-example` may not call `sprintf` like this | write its format in place and without widths, which can ask for any amount of memory at once"#);
    insta::assert_snapshot!(told(&with("\"no device\"", "sprintf(input.resource.name, [1])")).join("\n"), @r#"13:32 rule `aws-iam-example` may not call `sprintf` like this | write its format in place and without widths, which can ask for any amount of memory at once"#);
    assert_eq!(
        told(&with("\"no device\"", "sprintf(\"100%% %v\", [1])")),
        Vec::<String>::new()
    );
}

#[test]
fn mistakes_about_the_package_and_the_violation() {
    insta::assert_snapshot!(told(&with("rules.aws.iam.example", "rules.aws.iam.other")).join("\n"), @r#"11:1 the package `rules.aws.iam.other` does not belong in the file `example.rego` | name it `rules.<provider>.<service>.example`"#);
    insta::assert_snapshot!(told(&with("rules.aws.iam.example", "aws.iam.example")).join("\n"), @r#"11:1 the package `aws.iam.example` does not belong in the file `example.rego` | name it `rules.<provider>.<service>.example`"#);
    insta::assert_snapshot!(told(&with("violation contains", "violations contains")).join("\n"), @r#"11:1 the rule has no `violation contains {"message": …} if { … }`"#);
    insta::assert_snapshot!(told(&with("violation contains", "violation :=")).join("\n"), @r#"11:1 the rule has no `violation contains {"message": …} if { … }`"#);
    insta::assert_snapshot!(told(&format!("{GOOD}\nf := 1 if {{ input.resource.name }} else := 2\n")).join("\n"), @r#"18:35 rule `aws-iam-example` uses `else`, which rules may not | write a second definition, with `not` in front of the first's condition"#);
}

#[test]
fn every_mistake_of_every_file_is_told() {
    let first = source(
        "example.rego",
        &with("mfa_devices]", "mfa_device, console]"),
    );
    let second = source("other.rego", "package rules.a.other\n\nviolation contains");
    let faults = RuleSet::compile(vec![first, second]).unwrap_err();
    let files: Vec<&str> = faults.iter().map(RuleFault::path).collect();
    assert_eq!(
        files,
        [
            "example.rego",
            "example.rego",
            "example.rego",
            "other.rego",
            "other.rego"
        ]
    );
}

#[test]
fn an_id_is_given_once() {
    let faults = RuleSet::compile(vec![
        source("a/example.rego", GOOD),
        source("b/example.rego", GOOD),
    ])
    .unwrap_err();
    assert_eq!(faults.len(), 1);
    insta::assert_snapshot!(faults.first().unwrap(), @"the id `aws-iam-example` is already taken by `a/example.rego`");
}

/// Whatever the text, an answer and no panic.
#[test]
fn hostile_texts_end_in_a_fault() {
    let deep = format!("{GOOD}\nx := {}1{}\n", "[".repeat(5000), "]".repeat(5000));
    let chain = format!("{GOOD}\nx := input.resource.name{}\n", ".a".repeat(400));
    let sum = format!("{GOOD}\nx := 1{}\n", " +\n1".repeat(100_000));
    let nested = with(
        "#   remediation",
        &format!(
            "#   params: {{ a: {}1{} }}\n#   remediation",
            "[".repeat(3000),
            "]".repeat(3000)
        ),
    );
    let long = format!("{GOOD}\nx := \"{}\"\n", "é".repeat(100_000));
    let cut: String = GOOD.chars().take(330).collect();
    for text in [
        "",
        "#",
        "# METADATA",
        "# METADATA\n#",
        "package",
        "\u{0}",
        "é",
        &deep,
        &long,
        &chain,
        &sum,
        &nested,
        &cut,
    ] {
        let faults = faults(text);
        assert!(
            !faults.is_empty(),
            "{}",
            text.chars().take(40).collect::<String>()
        );
        for fault in faults {
            rendered(fault);
        }
    }
}
