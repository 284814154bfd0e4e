//! A proof is never contradicted by a decision, and a witness is always confirmed by one.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Mode, Own, PolicyDocument, Principal,
    PrincipalKind, Request, Target, Verdict, Witness, compare, decide,
};
use proptest::prelude::*;
use proptest::sample::select;

const ACTIONS: &[&str] = &[
    "s3:GetObject",
    "s3:PutObject",
    "s3:GetObjectAcl",
    "sqs:SendMessage",
    "s3:Unheard",
];
const RESOURCES: &[&str] = &[
    "arn:aws:s3:::a/x",
    "arn:aws:s3:::a/y",
    "arn:aws:s3:::ab",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::ana/x",
    "arn:aws:sqs:eu-west-1:111122223333:q",
    "*",
];
const PRINCIPALS: &[&str] = &[
    "arn:aws:iam::111122223333:user/ana",
    "arn:aws:iam::444455556666:user/bob",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    "arn:aws:sts::444455556666:assumed-role/app/t",
];

/// Values that requests hold, key by key, none being one of the cases.
const HELD: &[(&str, &[&[&str]])] = &[
    (
        "aws:SourceIp",
        &[
            &[],
            &["10.0.0.1"],
            &["10.128.0.1"],
            &["10.0.1.0"],
            &["192.0.2.1"],
            &["2001:db8::1"],
        ],
    ),
    (
        "aws:Referer",
        &[&[], &["a"], &["ab"], &["A"], &["b"], &[""]],
    ),
    (
        "aws:TagKeys",
        &[
            &[],
            &["a"],
            &["b"],
            &["a", "b"],
            &["ab"],
            &["a", "ab"],
            &["c"],
        ],
    ),
    ("s3:max-keys", &[&[], &["5"], &["10"], &["11"], &["7.5"]]),
    ("aws:SecureTransport", &[&[], &["true"], &["false"]]),
    (
        "aws:CurrentTime",
        &[&[], &["2026-01-01T00:00:00Z"], &["2027-01-01T00:00:00Z"]],
    ),
    ("aws:SourceVpce", &[&[], &["a"], &["ab"], &["b"]]),
];

fn condition() -> impl Strategy<Value = (&'static str, &'static str, Vec<&'static str>)> {
    let texts = || {
        prop::collection::vec(
            select(&["a", "a*", "A", "b", "?b", "*", "", "ab"][..]),
            1..3,
        )
    };
    let text_operators = &[
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "StringLikeIfExists",
        "StringNotEqualsIfExists",
    ][..];
    let set_operators = &[
        "ForAllValues:StringEquals",
        "ForAnyValue:StringEquals",
        "ForAllValues:StringNotLike",
        "ForAnyValue:StringNotEquals",
        "ForAllValues:StringLikeIfExists",
        "ForAnyValue:StringLikeIfExists",
    ][..];
    prop_oneof![
        (
            select(&["IpAddress", "NotIpAddress", "IpAddressIfExists"][..]),
            Just("aws:SourceIp"),
            prop::collection::vec(
                select(&["10.0.0.0/8", "10.0.0.0/9", "10.0.0.1", "0.0.0.0/0", "::/0"][..]),
                1..3
            )
        ),
        (
            select(text_operators),
            select(&["aws:Referer", "aws:SourceVpce", "aws:username"][..]),
            texts()
        ),
        (
            select(set_operators),
            select(&["aws:TagKeys", "aws:Referer"][..]),
            texts()
        ),
        (
            select(
                &[
                    "NumericLessThan",
                    "NumericEquals",
                    "NumericGreaterThanEquals",
                    "NumericNotEquals"
                ][..]
            ),
            Just("s3:max-keys"),
            prop::collection::vec(select(&["5", "10", "7.5"][..]), 1..3)
        ),
        (
            select(&["Bool", "BoolIfExists", "StringEquals"][..]),
            Just("aws:SecureTransport"),
            prop::collection::vec(select(&["true", "false"][..]), 1..3)
        ),
        (
            select(&["DateLessThan", "DateGreaterThanEquals", "DateEquals"][..]),
            Just("aws:CurrentTime"),
            prop::collection::vec(select(&["2026-01-01T00:00:00Z", "2026-06-01"][..]), 1..2)
        ),
        (
            Just("Null"),
            select(
                &[
                    "aws:Referer",
                    "aws:TagKeys",
                    "aws:SourceVpce",
                    "s3:max-keys"
                ][..]
            ),
            prop::collection::vec(select(&["true", "false"][..]), 1..2)
        ),
        (
            select(&["StringEquals", "StringNotEquals", "StringLike"][..]),
            Just("aws:SourceVpce"),
            prop::collection::vec(
                select(&["${aws:Referer}", "a${aws:Referer}*", "a"][..]),
                1..3
            )
        ),
    ]
}

fn statement(principals: bool) -> impl Strategy<Value = serde_json::Value> {
    let actions = select(
        &[
            "s3:Get*",
            "s3:*",
            "s3:GetObject",
            "*",
            "s3:PutObject",
            "sqs:*",
            "s3:?etObject",
        ][..],
    );
    let resources = select(
        &[
            "*",
            "arn:aws:s3:::a*",
            "arn:aws:s3:::a/*",
            "arn:aws:s3:::*/x",
            "arn:aws:s3:::ab",
            "arn:aws:sqs:*:*:q",
            "arn:aws:s3:::${aws:username}/*",
            "arn:aws:s3:::${aws:Referer}*",
        ][..],
    );
    let whom = select(vec![
        serde_json::json!("*"),
        serde_json::json!({"AWS": "111122223333"}),
        serde_json::json!({"AWS": "arn:aws:iam::111122223333:user/ana"}),
        serde_json::json!({"AWS": ["arn:aws:iam::111122223333:role/app", "444455556666"]}),
        serde_json::json!({"AWS": "arn:aws:sts::111122223333:assumed-role/app/s"}),
    ]);
    (
        prop::bool::weighted(0.7),
        prop::collection::vec(actions, 1..3),
        prop::bool::weighted(0.15),
        prop::collection::vec(resources, 1..3),
        prop::bool::weighted(0.15),
        prop::collection::vec(condition(), 0..3),
        whom,
        prop::bool::weighted(0.15),
    )
        .prop_map(
            move |(
                allow,
                actions,
                not_action,
                resources,
                not_resource,
                conditions,
                whom,
                not_whom,
            )| {
                let named = |not, name: &str| {
                    if not {
                        format!("Not{name}")
                    } else {
                        name.to_owned()
                    }
                };
                let mut all = serde_json::json!({"Effect": if allow { "Allow" } else { "Deny" }});
                let statement = all.as_object_mut().unwrap();
                statement.insert(named(not_action, "Action"), actions.into());
                statement.insert(named(not_resource, "Resource"), resources.into());
                if principals {
                    statement.insert(named(not_whom, "Principal"), whom);
                }
                let mut operators = serde_json::Map::new();
                for (operator, key, values) in conditions {
                    let keys = operators
                        .entry(operator)
                        .or_insert_with(|| serde_json::json!({}));
                    keys.as_object_mut()
                        .unwrap()
                        .insert(key.to_owned(), values.into());
                }
                if !operators.is_empty() {
                    statement.insert("Condition".to_owned(), operators.into());
                }
                all
            },
        )
}

fn document(principals: bool) -> impl Strategy<Value = PolicyDocument> {
    prop::collection::vec(statement(principals), 1..4).prop_map(|statements| {
        let text =
            serde_json::json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        PolicyDocument::parse(&text).unwrap()
    })
}

/// Two documents that have statements in common, so that what is between them is small.
fn alike(principals: bool) -> impl Strategy<Value = (PolicyDocument, PolicyDocument)> {
    let parts = prop::collection::vec((document(principals), 0..4_u8), 1..4);
    parts.prop_map(|parts| {
        let mut both = (PolicyDocument::default(), PolicyDocument::default());
        both.0.version = Some("2012-10-17".to_owned());
        both.1.version = Some("2012-10-17".to_owned());
        for (document, whose) in parts {
            if whose != 0 {
                both.0.statement.extend(document.statement.clone());
            }
            if whose != 1 {
                both.1.statement.extend(document.statement);
            }
        }
        both
    })
}

type Asked = (
    &'static str,
    &'static str,
    &'static str,
    Vec<Option<&'static [&'static str]>>,
);

fn request() -> impl Strategy<Value = Asked> {
    let held: Vec<_> = HELD
        .iter()
        .map(|(_, cases)| prop::option::of(select(*cases)))
        .collect();
    (select(PRINCIPALS), select(ACTIONS), select(RESOURCES), held)
}

fn context(held: &[Option<&'static [&'static str]>]) -> Context {
    let mut context = Context::new();
    for ((key, _), values) in HELD.iter().zip(held) {
        match values {
            None | Some([]) => {}
            Some([one]) => context.set(key, *one),
            Some(many) => context.set_many(key, many.iter().copied()),
        }
    }
    context
}

/// Whether identity policies allow it: what `decide` says of their holder in its own account.
fn by_identity(
    document: &PolicyDocument,
    who: &Principal,
    action: &str,
    resource: &str,
    context: &Context,
) -> bool {
    let mut caller = Caller::new(who.clone());
    caller
        .identity
        .push(Attached::new("policy", Arc::new(Compiled::new(document))));
    let mut target = Target::new(resource);
    target.account = who.account().map(Into::into);
    ask(&caller, action, &target, context)
}

/// Whether a resource policy allows it: to somebody whose own policies allow it from another account,
/// or do not in the same.
fn by_resource(
    document: &PolicyDocument,
    who: &Principal,
    own: Own,
    bounded: bool,
    action: &str,
    resource: &str,
    context: &Context,
) -> bool {
    let mut caller = Caller::new(who.clone());
    let all =
        PolicyDocument::parse(r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#)
            .unwrap();
    let nothing = PolicyDocument::parse(r#"{"Statement":[]}"#).unwrap();
    let attached =
        |document: &PolicyDocument| Attached::new("own", Arc::new(Compiled::new(document)));
    let mut target = Target::new(resource);
    target.account = who.account().map(Into::into);
    match own {
        Own::Allow => {
            caller.identity.push(attached(&all));
            target.account = Some("123123123123".into());
        }
        Own::Nothing => {}
        Own::Limit => caller.session = Some(vec![attached(&nothing)]),
    }
    // A federated user has no more than the session policies that were passed.
    if who.kind() == PrincipalKind::FederatedUser && own != Own::Limit {
        caller.session = Some(vec![attached(&all)]);
    }
    if bounded {
        caller.boundary = Some(vec![attached(if own == Own::Limit {
            &nothing
        } else {
            &all
        })]);
    }
    target.policy = Some(attached(document));
    ask(&caller, action, &target, context)
}

fn ask(caller: &Caller, action: &str, target: &Target, context: &Context) -> bool {
    let request = Request {
        caller,
        action,
        target,
        endpoint: None,
        context,
        mode: Mode::Strict,
    };
    decide(&request).decision == Decision::Allowed
}

fn is_beyond(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Beyond { .. })
}

fn somebody(witness: &Witness) -> Principal {
    let ana = || Principal::parse("arn:aws:iam::111122223333:user/ana").unwrap();
    witness.principal.clone().unwrap_or_else(ana)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn identity_policies(
        (old, new) in prop_oneof![alike(false), (document(false), document(false))],
        requests in prop::collection::vec(request(), 60),
    ) {
        match compare(&[&old], &[&new]).unwrap() {
            Verdict::Within => {
                for (who, action, resource, held) in &requests {
                    let who = Principal::parse(who).unwrap();
                    let context = context(held);
                    let allowed = |it| by_identity(it, &who, action, resource, &context);
                    prop_assert!(!allowed(&new) || allowed(&old), "{who:?} {action} {resource} {context:?}");
                }
            }
            Verdict::Beyond { witness } => {
                let who = somebody(&witness);
                // Only those who have policies can be asked about here.
                if who.account().is_some() {
                    let context = witness.context();
                    let allowed = |it| by_identity(it, &who, &witness.action, &witness.resource, &context);
                    prop_assert!(allowed(&new) && !allowed(&old), "{witness:?}");
                }
            }
            Verdict::Unknown { .. } => {}
        }
    }

    #[test]
    fn resource_policies(
        (old, new) in prop_oneof![alike(true), (document(true), document(true))],
        requests in prop::collection::vec((request(), prop::bool::ANY, prop::bool::ANY), 60),
    ) {
        match compare(&[&old], &[&new]).unwrap() {
            Verdict::Within => {
                for ((who, action, resource, held), allows, bounded) in &requests {
                    let who = Principal::parse(who).unwrap();
                    let own = if *allows { Own::Allow } else { Own::Nothing };
                    let context = context(held);
                    let allowed = |it| by_resource(it, &who, own, *bounded, action, resource, &context);
                    prop_assert!(!allowed(&new) || allowed(&old), "{who:?} {action} {resource} {context:?}");
                }
            }
            Verdict::Beyond { witness } => {
                let who = somebody(&witness);
                if who.account().is_some() && who.kind() != PrincipalKind::Root {
                    let context = witness.context();
                    let allowed = |it| by_resource(
                        it, &who, witness.own, witness.bounded, &witness.action, &witness.resource, &context,
                    );
                    prop_assert!(allowed(&new) && !allowed(&old), "{witness:?}");
                }
            }
            Verdict::Unknown { .. } => {}
        }
    }

    /// A policy is within itself and within itself with more.
    #[test]
    fn more_is_never_less(one in document(true), two in document(true)) {
        let same = compare(&[&one], &[&one]).unwrap();
        prop_assert!(!is_beyond(&same), "{same:?}");
        let mut allows = two;
        allows.statement.retain(|it| it.effect == bartizan_iam::Effect::Allow);
        let less = compare(&[&one, &allows], &[&one]).unwrap();
        prop_assert!(!is_beyond(&less), "{less:?}");
    }
}
