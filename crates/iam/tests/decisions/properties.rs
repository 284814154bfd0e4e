//! What holds of decisions over any policies and requests.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Caller, Compiled, Context, Decision, Effect, Mode, PolicyDocument, Principal,
    Principals, Request, Residual, Statement, Target, decide,
};
use proptest::prelude::*;

const KEYS: &[&str] = &["aws:SourceVpc", "aws:RequestTag/team", "s3:prefix"];
const VALUES: &[&str] = &["a", "b", "ab"];

/// Few names, so that statements and requests meet.
fn statement() -> impl Strategy<Value = Statement> {
    let action = prop::sample::select(vec![
        "*",
        "s3:*",
        "s3:Get*",
        "s3:GetObject",
        "ec2:?un*",
        "kms:*",
    ]);
    let resource = prop::sample::select(vec![
        "*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::b/k",
        "arn:aws:s3:::${aws:RequestTag/team}/*",
        "arn:aws:s3",
    ]);
    let operator = prop::sample::select(vec![
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringEqualsIfExists",
        "StringNotLikeIfExists",
        "ForAnyValue:StringEquals",
        "ForAllValues:StringEquals",
        "ForAllValues:StringNotEquals",
        "Null",
    ]);
    let value = prop::sample::select(vec!["a", "b", "a*", "true", "false", "${aws:SourceVpc}"]);
    let condition = prop::collection::btree_map(
        operator.prop_map(String::from),
        prop::collection::btree_map(
            prop::sample::select(KEYS).prop_map(String::from),
            prop::collection::vec(value.prop_map(String::from), 1..3),
            1..3,
        ),
        0..3,
    );
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        action,
        resource,
        condition,
    )
        .prop_map(
            |(allow, not_action, not_resource, action, resource, condition)| {
                let list = |wanted, text: &str| {
                    if wanted {
                        vec![text.to_owned()]
                    } else {
                        Vec::new()
                    }
                };
                Statement {
                    effect: if allow { Effect::Allow } else { Effect::Deny },
                    action: list(!not_action, action),
                    not_action: list(not_action, action),
                    resource: list(!not_resource, resource),
                    not_resource: list(not_resource, resource),
                    condition,
                    ..Statement::default()
                }
            },
        )
}

fn document() -> impl Strategy<Value = PolicyDocument> {
    prop::collection::vec(statement(), 0..4).prop_map(|statement| PolicyDocument {
        version: Some("2012-10-17".into()),
        id: None,
        statement,
    })
}

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const NAMED: &[&str] = &[
    "*",
    ALICE,
    "111111111111",
    "arn:aws:iam::222222222222:user/bob",
];

fn resource_document() -> impl Strategy<Value = PolicyDocument> {
    (
        document(),
        prop::collection::vec(prop::sample::select(NAMED), 4),
    )
        .prop_map(|(mut document, named)| {
            for (statement, named) in document.statement.iter_mut().zip(named) {
                statement.principal = Some(Principals([("AWS".into(), vec![named.into()])].into()));
            }
            document
        })
}

#[derive(Debug, Clone)]
struct World {
    identity: PolicyDocument,
    boundary: Option<PolicyDocument>,
    scp: Option<PolicyDocument>,
    resource: Option<PolicyDocument>,
    principal: &'static str,
    action: &'static str,
    target: &'static str,
    context: Vec<(&'static str, &'static str)>,
}

fn world() -> impl Strategy<Value = World> {
    (
        document(),
        prop::option::of(document()),
        prop::option::of(document()),
        prop::option::of(resource_document()),
        prop::sample::select(vec![
            ALICE,
            "arn:aws:iam::222222222222:user/bob",
            "arn:aws:sts::111111111111:assumed-role/app/s",
            "arn:aws:iam::111111111111:root",
            "*",
        ]),
        prop::sample::select(vec![
            "s3:GetObject",
            "s3:PutObject",
            "ec2:RunInstances",
            "kms:Decrypt",
        ]),
        prop::sample::select(vec![
            "arn:aws:s3:::b/k",
            "arn:aws:s3:::a/k",
            "arn:aws:kms:us-east-1:111111111111:key/k",
            "*",
        ]),
        prop::collection::vec(
            (prop::sample::select(KEYS), prop::sample::select(VALUES)),
            0..3,
        ),
    )
        .prop_map(
            |(identity, boundary, scp, resource, principal, action, target, context)| World {
                identity,
                boundary,
                scp,
                resource,
                principal,
                action,
                target,
                context,
            },
        )
}

fn attached(document: &PolicyDocument) -> Attached {
    Attached::new("policy", Arc::new(Compiled::new(document)))
}

impl World {
    fn decide(&self, mode: Mode) -> Decision {
        self.decide_with(mode, &self.context)
    }

    fn decide_with(&self, mode: Mode, context: &[(&str, &str)]) -> Decision {
        let mut caller = Caller::new(Principal::parse(self.principal).unwrap());
        caller.identity.push(attached(&self.identity));
        caller.boundary = self
            .boundary
            .as_ref()
            .map(|document| vec![attached(document)]);
        caller.scps = self
            .scp
            .iter()
            .map(|document| vec![attached(document)])
            .collect();
        let mut target = Target::new(self.target);
        target.account = Some("111111111111".into());
        target.policy = self.resource.as_ref().map(attached);
        let context: Context = context.iter().copied().collect();
        let request = Request {
            caller: &caller,
            action: self.action,
            target: &target,
            endpoint: None,
            context: &context,
            mode,
        };
        decide(&request).decision
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// One more Allow takes nothing away.
    #[test]
    fn an_allow_more_allows_no_less(world in world(), mut extra in statement(), to_resource: bool) {
        let before = world.decide(Mode::Strict);
        extra.effect = Effect::Allow;
        let mut more = world;
        match (&mut more.resource, to_resource) {
            (Some(document), true) => {
                extra.principal = Some(Principals([("AWS".into(), vec!["*".into()])].into()));
                document.statement.push(extra);
            }
            _ => more.identity.statement.push(extra),
        }
        let after = more.decide(Mode::Strict);
        prop_assert!(before != Decision::Allowed || after == Decision::Allowed);
        prop_assert!(before != Decision::DeniedExplicitly || after == Decision::DeniedExplicitly);
    }

    /// One more Deny grants nothing.
    #[test]
    fn a_deny_more_allows_no_more(world in world(), mut extra in statement(), to_resource: bool) {
        let before = world.decide(Mode::Strict);
        extra.effect = Effect::Deny;
        let mut more = world;
        match (&mut more.resource, to_resource) {
            (Some(document), true) => {
                extra.principal = Some(Principals([("AWS".into(), vec!["*".into()])].into()));
                document.statement.push(extra);
            }
            _ => more.identity.statement.push(extra),
        }
        let after = more.decide(Mode::Strict);
        prop_assert!(before == Decision::Allowed || after != Decision::Allowed);
        prop_assert!(before != Decision::DeniedExplicitly || after == Decision::DeniedExplicitly);
    }

    /// The order of statements does not count.
    #[test]
    fn order_does_not_count(world in world()) {
        let mut turned = world.clone();
        turned.identity.statement.reverse();
        if let Some(document) = &mut turned.resource {
            document.statement.reverse();
        }
        prop_assert_eq!(world.decide(Mode::Strict), turned.decide(Mode::Strict));
    }

    /// What is not known may turn out any way: a firm answer holds in every way, and an answer with a
    /// formula is allowed in exactly the ways that the formula says.
    #[test]
    fn discovery_says_what_every_completion_would(world in world()) {
        let open = world.decide(Mode::Discovery);
        let given: Vec<&str> = world.context.iter().map(|(key, _)| *key).collect();
        let unknown: Vec<&str> = KEYS.iter().copied().filter(|key| !given.contains(key)).collect();
        let choices = [None, Some("a"), Some("b"), Some("ab")];
        for combination in 0..choices.len().pow(u32::try_from(unknown.len()).unwrap()) {
            let mut context = world.context.clone();
            let mut rest = combination;
            for key in &unknown {
                if let Some(value) = choices[rest % choices.len()] {
                    context.push((key, value));
                }
                rest /= choices.len();
            }
            let closed = world.decide_with(Mode::Strict, &context);
            let allowed = closed.is_allowed().unwrap();
            match &open {
                Decision::Conditional { residual } => {
                    prop_assert!(residual.size() > 0 && *residual != Residual::Always);
                    if let Some(holds) = truth(residual, &context) {
                        prop_assert_eq!(holds, allowed, "{} with {:?}", residual, context);
                    }
                }
                Decision::Unknown { reason } => prop_assert!(false, "{}", reason),
                firm => prop_assert_eq!(firm.is_allowed(), Some(allowed), "{:?} {:?}", open, context),
            }
        }
    }
}

/// A formula's truth, its conditions evaluated as policies of one statement. `None` where it hangs on
/// a pattern with a variable, which cannot be asked from outside.
fn truth(residual: &Residual, context: &[(&str, &str)]) -> Option<bool> {
    match residual {
        Residual::Always => Some(true),
        Residual::Never => Some(false),
        Residual::All(parts) => {
            let parts: Option<Vec<bool>> = parts.iter().map(|part| truth(part, context)).collect();
            parts.map(|parts| parts.into_iter().all(|holds| holds))
        }
        Residual::Any(parts) => {
            let parts: Option<Vec<bool>> = parts.iter().map(|part| truth(part, context)).collect();
            parts.map(|parts| parts.into_iter().any(|holds| holds))
        }
        Residual::Requirement {
            atom: bartizan_iam::Atom::Condition(wanted),
            holds,
        } => {
            let values = wanted.values().map(String::from).collect();
            let conditions = [(
                wanted.operator().to_owned(),
                [(wanted.key().to_owned(), values)].into(),
            )]
            .into();
            let context: Context = context.iter().copied().collect();
            let truth =
                bartizan_iam::Conditions::new(&conditions, true).hold(&context, Mode::Strict);
            Some((truth == Residual::Always) == *holds)
        }
        Residual::Requirement { .. } => None,
    }
}
