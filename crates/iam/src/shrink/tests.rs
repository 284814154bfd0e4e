#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

const ANA: &str = "arn:aws:iam::111122223333:user/ana";

fn document(statements: &str) -> PolicyDocument {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    PolicyDocument::parse(&text).unwrap()
}

fn shrunk(statements: &str, used: &[Used]) -> Shrunk {
    let document = document(statements);
    let held = [Held {
        name: "p",
        document: &document,
    }];
    let ana = Principal::parse(ANA).unwrap();
    let shrunk = shrink(&ana, &held, used, |service| service == "s3").unwrap();
    assert_eq!(shrunk.within, Verdict::Within, "{:#?}", shrunk.policies);
    shrunk
}

fn on(action: &str, resource: &str) -> Used {
    Used {
        resource: Some(resource.to_owned()),
        ..Used::action(action)
    }
}

/// The new statements in a few words.
fn says(shrunk: &Shrunk) -> Vec<String> {
    let all = shrunk.policies.iter().flat_map(|it| &it.statement);
    all.map(|it| {
        format!(
            "{:?} {} on {}",
            it.effect,
            it.action.join(" "),
            it.resource.join(" ")
        )
    })
    .collect()
}

#[test]
fn what_was_used_stays_and_the_rest_goes() {
    let old = r#"
        {"Sid":"Objects","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::reports/*","arn:aws:s3:::other/*"]},
        {"Effect":"Allow","Action":["sqs:*","sns:*"],"Resource":"*"}"#;
    let used = [
        on("s3:getobject", "arn:aws:s3:::reports/q3.pdf"),
        on("s3:PutObject", "arn:aws:s3:::reports/q4.pdf"),
        Used::action("sqs:SendMessage"),
        on("ec2:RunInstances", "*"),
    ];
    let shrunk = shrunk(old, &used);
    assert_eq!(
        says(&shrunk),
        [
            "Allow s3:GetObject s3:PutObject on arn:aws:s3:::reports/*",
            "Allow sqs:SendMessage on *"
        ]
    );
    assert_eq!(
        shrunk.policies[0].statement[0].sid.as_deref(),
        Some("Objects")
    );
    assert_eq!(
        shrunk.standings,
        [
            Standing::Allowed,
            Standing::Allowed,
            Standing::Somewhere,
            Standing::NotAllowed
        ]
    );
    assert!(shrunk.is_proven());
}

#[test]
fn the_narrowest_statement_that_grants_it_is_kept() {
    let old = r#"
        {"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::reports/*"}"#;
    let shrunk = shrunk(old, &[on("s3:GetObject", "arn:aws:s3:::reports/q3.pdf")]);
    assert_eq!(
        says(&shrunk),
        ["Allow s3:GetObject on arn:aws:s3:::reports/*"]
    );
    assert_eq!(shrunk.changes[0].after, None);
    assert_eq!(
        shrunk.changes[1].after.as_ref(),
        Some(&shrunk.changes[1].before)
    );
}

#[test]
fn conditions_stay_and_all_statements_that_may_have_granted_it() {
    let old = r#"
        {"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}},
        {"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#;
    let queue = "arn:aws:sqs:us-east-1:111122223333:jobs";
    let unknown = shrunk(old, &[on("sqs:SendMessage", queue)]);
    assert_eq!(unknown.policies[0].statement.len(), 2);
    assert_eq!(unknown.standings, [Standing::Depends]);
    assert!(unknown.is_proven());
    let carried = |key: &str, value: &str| Used {
        context: [(key.to_owned(), vec![value.to_owned()])].into(),
        ..on("sqs:SendMessage", queue)
    };
    let office = shrunk(old, &[carried("aws:SourceIp", "203.0.113.7")]);
    assert_eq!(office.policies[0].statement.len(), 1);
    assert!(
        office.policies[0].statement[0]
            .condition
            .contains_key("IpAddress")
    );
    assert_eq!(office.standings, [Standing::Allowed]);
}

#[test]
fn denies_stay_where_they_may_refuse_something() {
    let old = r#"
        {"Effect":"Allow","Action":"*","Resource":"*"},
        {"Effect":"Deny","Action":"sqs:DeleteQueue","Resource":"*"},
        {"Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*"},
        {"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"},
        {"Effect":"Deny","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:secret"},
        {"Effect":"Deny","NotAction":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#;
    let used = [
        on("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:jobs"),
        on(
            "sqs:SendMessage",
            "arn:aws:sqs:us-east-1:111122223333:secret",
        ),
    ];
    let shrunk = shrunk(old, &used);
    assert_eq!(
        says(&shrunk),
        [
            "Allow sqs:SendMessage on *",
            // A bucket's policy may allow it.
            "Deny s3:DeleteBucket on *",
            "Deny sqs:* on arn:aws:sqs:*:*:secret",
            "Deny  on *",
        ]
    );
    assert_eq!(shrunk.standings, [Standing::Allowed, Standing::Denied]);
}

#[test]
fn a_wildcard_stays_only_where_all_of_it_was_used() {
    let all: Vec<Used> = crate::Dictionary::get()
        .actions_matching("sqs:*Queue")
        .map(|it| on(&it.to_string(), "*"))
        .collect();
    assert!(all.len() > 1);
    let old = r#"{"Effect":"Allow","Action":["sqs:*Queue","sqs:*"],"Resource":"*"}"#;
    assert_eq!(says(&shrunk(old, &all)), ["Allow sqs:*Queue on *"]);
    let fewer = says(&shrunk(old, &all[1..]));
    assert!(
        !fewer[0].contains("Queue*") && !fewer[0].contains('*') || fewer[0].ends_with("on *"),
        "{fewer:?}"
    );
    assert!(!fewer[0].contains("sqs:*"), "{fewer:?}");
}

#[test]
fn a_service_that_was_used_stays_but_for_what_is_known_to_be_unused() {
    let whole = |except: &[&str]| Used {
        except: except.iter().map(|it| (*it).to_owned()).collect(),
        ..Used::action("sqs:*")
    };
    let everything = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    assert_eq!(
        says(&shrunk(everything, &[whole(&[])])),
        ["Allow sqs:* on *"]
    );
    let but = shrunk(
        everything,
        &[whole(&["sqs:DeleteQueue", "sqs:CreateQueue"])],
    );
    assert!(but.is_proven(), "{but:#?}");
    let said = says(&but);
    assert!(
        said[0].contains("sqs:SendMessage") && said[0].contains("sqs:List*"),
        "{said:?}"
    );
    for gone in [
        "DeleteQueue",
        "CreateQueue",
        "sqs:*",
        "sqs:Delete*",
        "sqs:Create*",
    ] {
        assert!(!said[0].contains(gone), "{gone}: {said:?}");
    }
    let not = r#"{"Effect":"Allow","NotAction":["sqs:Delete*","iam:*"],"Resource":"*"}"#;
    let not = says(&shrunk(not, &[whole(&[])]));
    assert!(
        not[0].contains("sqs:SendMessage") && !not[0].contains("Delete"),
        "{not:?}"
    );
    let part = r#"{"Effect":"Allow","Action":["sqs:Get*","ec2:*"],"Resource":"*"}"#;
    assert_eq!(says(&shrunk(part, &[whole(&[])])), ["Allow sqs:Get* on *"]);
}

#[test]
fn what_looks_like_a_variable_in_an_old_policy_is_text_in_the_new_one() {
    let old = PolicyDocument::parse(
        r#"{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:${aws:username}"}}"#,
    )
    .unwrap();
    let ana = Principal::parse(ANA).unwrap();
    let held = [Held {
        name: "p",
        document: &old,
    }];
    let used = [on(
        "sqs:SendMessage",
        "arn:aws:sqs:us-east-1:111122223333:${aws:username}",
    )];
    let shrunk = shrink(&ana, &held, &used, |_| true).unwrap();
    assert_eq!(
        shrunk.policies[0].statement[0].resource,
        ["arn:aws:sqs:*:*:${$}{aws:username}"]
    );
    assert_eq!(shrunk.standings, [Standing::Allowed]);
    assert!(shrunk.is_proven(), "{shrunk:#?}");
}

#[test]
fn what_another_statement_grants_anyway_is_left_out() {
    let old = r#"
        {"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:jobs"},
        {"Effect":"Allow","Action":["sqs:Send*","sns:*"],"Resource":"*"},
        {"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:*:j*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#;
    let used = [
        Used::action("sqs:SendMessage"),
        on(
            "sqs:ReceiveMessage",
            "arn:aws:sqs:us-east-1:111122223333:jobs",
        ),
    ];
    let shrunk = shrunk(old, &used);
    assert_eq!(
        says(&shrunk),
        [
            "Allow sqs:ReceiveMessage on arn:aws:sqs:*:*:jobs",
            "Allow sqs:SendMessage on *"
        ]
    );
    // All that the third could add is granted by the second.
    assert_eq!(shrunk.changes[2].after, None);
    assert!(shrunk.is_proven());
}

#[test]
fn nothing_used_leaves_nothing() {
    let shrunk = shrunk(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#, &[]);
    assert_eq!(shrunk.policies, []);
    assert!(shrunk.is_proven());
}

#[test]
fn what_is_too_large_for_one_policy_is_split() {
    let used: Vec<Used> = crate::Dictionary::get()
        .actions_matching("ec2:*")
        .filter(|it| it.name() != "RunInstances")
        .map(|it| on(&it.to_string(), "*"))
        .collect();
    let shrunk = shrunk(
        r#"{"Effect":"Allow","Action":"ec2:*","Resource":"*"}"#,
        &used,
    );
    assert!(shrunk.policies.len() > 2, "{}", shrunk.policies.len());
    assert!(
        shrunk
            .policies
            .iter()
            .all(|it| size::size(it) <= MANAGED_LIMIT)
    );
    assert!(shrunk.is_proven());
}

mod random {
    //! For random policies, what comes out is within the old ones and covers what was used.

    use proptest::prelude::*;

    use super::*;

    fn statement() -> impl Strategy<Value = String> {
        let effect = prop_oneof![4 => Just("Allow"), 1 => Just("Deny")];
        let actions = prop::sample::subsequence(
            vec![
                "sqs:*",
                "sqs:Send*",
                "sqs:ReceiveMessage",
                "*",
                "sns:Publish",
                "s3:Get*",
                "s3:GetObject",
                "sqs:Delete?ueue",
            ],
            1..4,
        );
        let resources = prop::sample::subsequence(
            vec![
                "*",
                "arn:aws:sqs:*:*:jobs",
                "arn:aws:sqs:us-east-1:111122223333:j*",
                "arn:aws:s3:::b/*",
                "arn:aws:s3:::b/${aws:username}/*",
            ],
            1..3,
        );
        let condition = prop_oneof![
            3 => Just("{}"),
            1 => Just(r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}"#),
            1 => Just(r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#),
            1 => Just(r#"{"StringLike":{"aws:PrincipalTag/team":"a*"}}"#),
        ];
        let not = prop::bool::weighted(0.2);
        (effect, not, actions, resources, condition).prop_map(|(effect, not, actions, resources, condition)| {
            let action = if not { "NotAction" } else { "Action" };
            format!(
                r#"{{"Effect":"{effect}","{action}":{},"Resource":{},"Condition":{condition}}}"#,
                serde_json::to_string(&actions).unwrap(),
                serde_json::to_string(&resources).unwrap(),
            )
        })
    }

    fn used() -> impl Strategy<Value = Used> {
        let action = prop::sample::select(vec![
            "sqs:SendMessage",
            "sqs:ReceiveMessage",
            "sns:Publish",
            "s3:GetObject",
            "s3:GetBucketAcl",
            "sqs:DeleteQueue",
            "sqs:*",
            "s3:*",
        ]);
        let resource = prop::option::of(prop::sample::select(vec![
            "*",
            "arn:aws:sqs:us-east-1:111122223333:jobs",
            "arn:aws:s3:::b/ana/x",
            "arn:aws:s3:::b/x",
        ]));
        let except = prop::sample::subsequence(
            vec!["sqs:SendMessage", "s3:GetObject", "sqs:DeleteQueue"],
            0..3,
        );
        let address = prop::option::of(prop::sample::select(vec!["203.0.113.7", "198.51.100.1"]));
        (action, resource, except, address).prop_map(|(action, resource, except, address)| {
            let pattern = action.ends_with('*');
            Used {
                action: action.to_owned(),
                resource: resource.filter(|_| !pattern).map(str::to_owned),
                except: except
                    .into_iter()
                    .filter(|_| pattern)
                    .map(str::to_owned)
                    .collect(),
                context: address
                    .map(|it| ("aws:SourceIp".to_owned(), vec![it.to_owned()]))
                    .into_iter()
                    .collect(),
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn what_comes_out_is_within_and_covers(
            statements in prop::collection::vec(statement(), 1..5),
            used in prop::collection::vec(used(), 0..6),
        ) {
            let old = document(&statements.join(","));
            let held = [Held { name: "p", document: &old }];
            let ana = Principal::parse(ANA).unwrap();
            let shrunk = shrink(&ana, &held, &used, |service| service == "s3").unwrap();
            prop_assert!(!matches!(shrunk.within, Verdict::Beyond { .. }), "{shrunk:#?}");
            prop_assert!(!matches!(shrunk.covers, Verdict::Beyond { .. }), "{shrunk:#?}");
            prop_assert!(!shrunk.standings.contains(&Standing::Unproven), "{shrunk:#?}");
        }
    }
}
