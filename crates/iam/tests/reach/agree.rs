//! Asked together, callers have the answers that each has by itself.

use std::sync::Arc;

use bartizan_iam::{
    Attached, Bits, Caller, Compiled, Context, Decision, Grant, Known, Mode, PolicyDocument,
    Principal, Reach, Reached, Request, Switch, Target, decide,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What `decide` says of each caller.
pub(crate) fn one_by_one(reach: &Reach, action: &str, target: &Target, known: &Known) -> Reached {
    let callers = reach.callers();
    let mut reached = Reached::nobody(callers.len());
    for (at, caller) in callers.iter().enumerate() {
        let context = reach.context(at, target, known);
        let request = Request {
            caller,
            action,
            target,
            endpoint: None,
            context: &context,
            mode: Mode::Discovery,
        };
        let set: Option<&mut Bits> = match decide(&request).decision {
            Decision::Allowed => Some(&mut reached.certain),
            Decision::Conditional { .. } => Some(&mut reached.conditional),
            Decision::Unknown { .. } => Some(&mut reached.unknown),
            Decision::DeniedExplicitly | Decision::DeniedImplicitly => None,
        };
        if let Some(set) = set {
            set.insert(at);
        }
    }
    reached
}

const PRINCIPALS: &[&str] = &[
    "arn:aws:iam::111111111111:user/ana",
    "arn:aws:iam::111111111111:user/ben",
    "arn:aws:iam::111111111111:user/team/eve",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:sts::111111111111:assumed-role/app/s",
    "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "arn:aws:sts::111111111111:federated-user/fred",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::222222222222:user/bob",
    "arn:aws:iam::222222222222:role/app",
    "arn:aws:iam::222222222222:root",
    "sns.amazonaws.com",
    "accounts.google.com",
    "*",
];
const ACTIONS: &[&str] = &[
    "s3:GetObject",
    "s3:PutBucketPolicy",
    "kms:Decrypt",
    "sts:AssumeRole",
    "sts:GetCallerIdentity",
    "sts:GetSessionToken",
    "iam:PutRolePolicy",
    "ec2:RunInstances",
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b",
    "arn:aws:s3:::ana/k",
    "arn:aws:kms:us-east-1:111111111111:key/k",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:iam::222222222222:role/app",
    "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "arn:aws:ec2:us-east-1:111111111111:instance/i-1",
];
const PATTERNS: &[&str] = &[
    "*",
    "*",
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b*",
    "arn:aws:s3:::${aws:username}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team}/?",
    "arn:aws:s3:::${aws:RequestTag/x}/*",
    "arn:aws:iam::*:role/app",
    "arn:aws:kms:*:111111111111:key/*",
    "arn:*:?3:::b/k",
];
const NAMED: &[&str] = &[
    "*",
    "*",
    "111111111111",
    "arn:aws:iam::222222222222:root",
    "arn:aws:iam::111111111111:user/ana",
    "arn:aws:iam::111111111111:role/app",
    "arn:aws:sts::111111111111:assumed-role/app/s",
    "arn:aws:iam::222222222222:user/bob",
];
const KEYS: &[&str] = &[
    "aws:SourceVpc",
    "aws:SourceIp",
    "aws:PrincipalTag/team",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalAccount",
    "aws:ResourceAccount",
    "aws:ResourceTag/team",
    "aws:username",
    "kms:ViaService",
];
const VALUES: &[&str] = &[
    "a",
    "o-1",
    "ana",
    "111111111111",
    "arn:aws:iam::111111111111:*",
    "${aws:PrincipalTag/team}",
    "${aws:ResourceTag/team}",
    "${aws:username}",
    "true",
];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringEqualsIfExists",
    "ForAnyValue:StringLike",
    "Null",
    "ArnLike",
    "StringNotLike",
    "Strange",
];

/// A world from a number: small names, so that policies and requests meet.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let high = usize::try_from(self.0 >> 33).unwrap();
        high % sides
    }

    fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        let at = self.roll(list.len());
        list.get(at).unwrap()
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    fn statement(&mut self, with_principal: bool) -> Value {
        let mut statement = json!({"Effect": if self.once_in(3) { "Deny" } else { "Allow" }});
        let patterns = [
            "*",
            "*",
            "s3:*",
            "s3:Get*",
            "kms:*",
            "sts:Assume*",
            "ec2:?un*",
        ];
        let pattern = if self.once_in(2) {
            self.of(ACTIONS)
        } else {
            self.of(&patterns)
        };
        let action = if self.once_in(8) {
            "NotAction"
        } else {
            "Action"
        };
        statement[action] = pattern.into();
        let resource = if self.once_in(8) {
            "NotResource"
        } else {
            "Resource"
        };
        let one = self.of(PATTERNS);
        statement[resource] = json!([one, self.of(PATTERNS)]);
        if with_principal {
            let element = if self.once_in(5) {
                "NotPrincipal"
            } else {
                "Principal"
            };
            statement[element] = match self.roll(8) {
                0 => json!({"Service": "sns.amazonaws.com"}),
                1 => json!({"Federated": "accounts.google.com"}),
                _ => {
                    let one = self.of(NAMED);
                    json!({"AWS": [one, self.of(NAMED)]})
                }
            };
        }
        if self.once_in(2) {
            let mut condition = json!({});
            for _ in 0..=self.roll(2) {
                let operator = if self.once_in(30) {
                    "Strange"
                } else {
                    let all = OPERATORS.len() - 1;
                    self.of(OPERATORS.get(..all).unwrap())
                };
                let key = self.of(KEYS);
                condition[operator][key] = self.of(VALUES).into();
            }
            statement["Condition"] = condition;
        }
        statement
    }

    fn policy(&mut self, with_principal: bool) -> Attached {
        if self.once_in(25) {
            return Attached::unread("unread", "access denied");
        }
        let count = self.roll(4);
        let statements: Vec<Value> = (0..count).map(|_| self.statement(with_principal)).collect();
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let document = PolicyDocument::parse(&text).unwrap();
        Attached::new("policy", Arc::new(Compiled::new(&document)))
    }

    fn some(&mut self, shelf: &[Attached]) -> Vec<Attached> {
        let count = self.roll(3);
        (0..count)
            .map(|_| shelf.get(self.roll(shelf.len())).unwrap().clone())
            .collect()
    }

    fn caller(&mut self, shelf: &[Attached], root: &[Attached]) -> (Caller, Context) {
        let principal = Principal::parse(self.of(PRINCIPALS)).unwrap();
        let mut caller = Caller::new(principal);
        caller.identity = self.some(shelf);
        caller.groups = self.some(shelf);
        if self.once_in(4) {
            caller.boundary = Some(self.some(shelf));
        }
        if self.once_in(6) {
            caller.session = Some(self.some(shelf));
        }
        if self.once_in(2) {
            caller.scps = vec![root.to_vec()];
            if self.once_in(2) {
                caller.scps.push(self.some(shelf));
            }
        }
        caller.management_account = self.once_in(10);
        let mut facts = Context::new();
        if self.once_in(2) {
            facts.set("aws:PrincipalTag/team", self.of(&["a", "b"]));
        }
        if self.once_in(2) {
            facts.no_other("aws:PrincipalTag/");
        }
        if self.once_in(2) {
            facts.set("aws:PrincipalOrgID", self.of(&["o-1", "o-2"]));
        }
        (caller, facts)
    }

    fn reach(&mut self) -> Reach {
        let shelf: Vec<Attached> = (0..6).map(|_| self.policy(false)).collect();
        let root = vec![shelf.first().unwrap().clone()];
        let callers = (0..12).map(|_| self.caller(&shelf, &root)).collect();
        Reach::with_facts(callers)
    }

    fn target(&mut self) -> Target {
        let mut target = Target::new(self.of(RESOURCES));
        if self.once_in(2) {
            target.account = Some(self.of(&["111111111111", "222222222222"]).into());
        }
        if !self.once_in(4) {
            target.policy = Some(self.policy(true));
        }
        if self.once_in(3) {
            target.rcps = vec![vec![self.policy(true)]];
        }
        target.management_account = self.once_in(10);
        if self.once_in(4) {
            let grantee = self.of(&[
                "arn:aws:iam::111111111111:role/app",
                "arn:aws:iam::111111111111:user/ana",
            ]);
            let grant = Grant::new("g", grantee, ["Decrypt"]);
            let context = [("team", "a")];
            let exactly = self.once_in(2);
            let plain = self.once_in(2);
            target.grants.push(if plain {
                grant
            } else {
                grant.constrained(context, exactly)
            });
        }
        if self.once_in(10) {
            target.object_owner = Some("222222222222".into());
        }
        if self.once_in(5) {
            target.restrict_public_buckets = Switch::On;
        }
        target
    }

    fn known(&mut self) -> Known {
        let mut known = Known::default();
        if self.once_in(3) {
            let key = self.of(&[
                "aws:SourceVpc",
                "aws:PrincipalTag/team",
                "aws:ResourceOrgID",
            ]);
            known.all.set(key, "a");
        }
        if self.once_in(4) {
            known.own.set("aws:ResourceTag/team", self.of(&["a", "b"]));
            known.own.no_other("aws:ResourceTag/");
        }
        if self.once_in(8) {
            known.all.absent("aws:SourceIp");
        }
        known
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn all_at_once_is_each_by_itself(seed: u64) {
        let mut dice = Dice(seed);
        let reach = dice.reach();
        for action in ACTIONS {
            let asking = reach.asking(action);
            // Some questions are answered by what others came to.
            for _ in 0..12 {
                let (target, known) = (dice.target(), dice.known());
                let together = asking.who_can(&target, &known);
                let alone = one_by_one(&reach, action, &target, &known);
                prop_assert_eq!(together, alone, "{} on {:?} knowing {:?}", action, target, known);
            }
        }
    }

    /// No resource is claimed that `decide` refuses, and nobody is left out who can do it somewhere that is tried.
    #[test]
    fn somewhere_is_shown_by_a_resource(seed: u64) {
        let mut dice = Dice(seed);
        let reach = dice.reach();
        for action in ["ec2:RunInstances", "s3:GetObject", "iam:PutRolePolicy"] {
            let found = reach.who_can_somewhere(action, "111111111111");
            let known = Known::default();
            for at in 0..reach.callers().len() {
                let Some(witness) = found.witness(at) else {
                    prop_assert!(!found.reached.certain.contains(at) && !found.reached.conditional.contains(at));
                    continue;
                };
                let mut target = Target::new(witness);
                target.account = Some("111111111111".into());
                let there = one_by_one(&reach, action, &target, &known);
                prop_assert_eq!(there.certain.contains(at), found.reached.certain.contains(at));
                prop_assert_eq!(there.conditional.contains(at), found.reached.conditional.contains(at));
            }
            let somebody = |reached: &Reached| {
                let mut all = reached.certain.clone();
                all.or(&reached.conditional);
                all.or(&reached.unknown);
                all
            };
            let claimed = somebody(&found.reached);
            for resource in ["arn:aws:ec2:us-east-1:111111111111:instance/i-1", "arn:aws:s3:::b/k", "arn:aws:iam::111111111111:role/app"] {
                let of_action = resource.contains(&format!(":{}:", action.split(':').next().unwrap()));
                if !of_action {
                    continue;
                }
                let mut target = Target::new(resource);
                target.account = Some("111111111111".into());
                let there = one_by_one(&reach, action, &target, &known);
                prop_assert!(somebody(&there).is_within(&claimed), "{} on {}", action, resource);
            }
        }
    }
}
