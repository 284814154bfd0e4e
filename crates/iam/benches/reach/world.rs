//! A made-up organization.

use bartizan_iam::{Attached, Caller, Compiled, Context, Principal, Target};
use serde_json::json;

use crate::made::{Dice, account, managed, policy};

/// Callers with what is known of them, and resources with the action that they are asked about.
pub(crate) struct World {
    pub(crate) callers: Vec<(Caller, Context)>,
    pub(crate) resources: Vec<(&'static str, Target)>,
    /// How many statements the policies of the callers have, each counted once.
    pub(crate) statements: usize,
}

const ACCOUNTS: usize = 50;

impl World {
    pub(crate) fn new(callers: usize, resources: usize) -> Option<Self> {
        let managed = managed()?;
        let mut dice = Dice::new();
        let mut statements: usize = managed
            .iter()
            .filter_map(Attached::policy)
            .map(Compiled::len)
            .sum();
        let organization = Organization::new(&mut statements);
        let callers = (0..callers)
            .map(|at| {
                caller(
                    at,
                    callers,
                    &managed,
                    &organization,
                    &mut dice,
                    &mut statements,
                )
            })
            .collect();
        let resources = (0..resources)
            .map(|at| resource(at, &organization, &mut dice))
            .collect();
        Some(Self {
            callers,
            resources,
            statements,
        })
    }
}

/// Policies that many share.
struct Organization {
    root: Vec<Attached>,
    units: Vec<Vec<Attached>>,
    accounts: Vec<Vec<Attached>>,
    boundaries: Vec<Attached>,
    rcps: Vec<Vec<Attached>>,
}

impl Organization {
    fn new(statements: &mut usize) -> Self {
        let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let full = policy("FullAWSAccess", &json!([all]));
        let regions = policy(
            "regions",
            &json!([{
                "Sid": "OnlyHere", "Effect": "Deny",
                "NotAction": ["iam:*", "sts:*", "s3:*", "organizations:*", "support:*"], "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}
            }]),
        );
        let unit = |at: usize| {
            let guard = policy(
                &format!("unit-{at}"),
                &json!([
                    {"Effect": "Deny", "Action": ["organizations:Leave*", "cloudtrail:Stop*", "iam:CreateUser"], "Resource": "*"},
                    {"Effect": "Deny", "Action": ["iam:PassRole", "s3:PutBucketPolicy", "sqs:SendMessage"], "Resource": "*",
                     "Condition": {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*", format!("arn:aws:iam::*:user/u{at}*")]}}}
                ]),
            );
            vec![full.clone(), guard]
        };
        let boundary = |at: usize| {
            policy(
                &format!("boundary-{at}"),
                &json!([
                    {"Effect": "Allow", "Action": ["s3:*", "sqs:*", "ec2:*", "logs:*", "iam:PassRole"], "Resource": "*"},
                    {"Effect": "Deny", "Action": ["s3:Delete*", "iam:PassRole"],
                     "Resource": [format!("arn:aws:s3:::bucket-{at}*"), "arn:aws:iam::*:role/role-1*"]}
                ]),
            )
        };
        let perimeter = policy(
            "perimeter",
            &json!([{
                "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*", "sts:AssumeRole"], "Resource": "*",
                "Condition": {
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-example"},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}
                }
            }]),
        );
        *statements += 40;
        Self {
            root: vec![full.clone(), regions],
            units: (0..10).map(unit).collect(),
            accounts: (0..ACCOUNTS).map(|_| vec![full.clone()]).collect(),
            boundaries: (0..5).map(boundary).collect(),
            rcps: vec![vec![perimeter]],
        }
    }
}

fn caller(
    at: usize,
    all: usize,
    managed: &[Attached],
    organization: &Organization,
    dice: &mut Dice,
    statements: &mut usize,
) -> (Caller, Context) {
    let home = at * ACCOUNTS / all;
    let (kind, name) = if at.is_multiple_of(4) {
        ("role", "r")
    } else {
        ("user", "u")
    };
    let arn = format!("arn:aws:iam::{}:{kind}/{name}{at}", account(home));
    let mut caller = Caller::new(Principal::parse(&arn).unwrap());
    for _ in 0..2 + dice.roll(4) {
        caller
            .identity
            .push(managed[dice.roll(managed.len())].clone());
    }
    let (one, two) = (dice.roll(60_000), dice.roll(60_000));
    let own = json!([
        {"Effect": "Allow", "Action": ["s3:Get*", "s3:PutObject"], "Resource": [
            format!("arn:aws:s3:::bucket-{one}/*"), format!("arn:aws:s3:::bucket-{two}/data/*")]},
        {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": format!("arn:aws:sqs:*:{}:queue-{}*", account(home), dice.roll(9))},
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}
    ]);
    *statements += 3;
    caller.identity.push(policy("own", &own));
    if at.is_multiple_of(10) {
        let boundary = &organization.boundaries[dice.roll(5)];
        caller.boundary = Some(vec![boundary.clone()]);
    }
    caller.scps = vec![
        organization.root.clone(),
        organization.units[home % 10].clone(),
        organization.accounts[home].clone(),
    ];
    let mut facts = Context::from_iter([("aws:PrincipalOrgID", "o-example")]);
    facts.set("aws:PrincipalTag/team", format!("team-{}", dice.roll(20)));
    facts.no_other("aws:PrincipalTag/");
    (caller, facts)
}

fn resource(at: usize, organization: &Organization, dice: &mut Dice) -> (&'static str, Target) {
    let home = account(dice.roll(ACCOUNTS));
    let other = account(dice.roll(ACCOUNTS));
    let insecure = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}});
    let (action, resource, policies) = match at % 5 {
        0 => {
            let resource = format!("arn:aws:sqs:eu-west-1:{home}:queue-{at}");
            let topic = json!({"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                "Resource": resource, "Condition": {"ArnLike": {"aws:SourceArn": format!("arn:aws:sns:*:{home}:*")}}});
            let members = json!({"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": resource,
                "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example", "aws:PrincipalTag/team": format!("team-{}", at % 20)}}});
            ("sqs:SendMessage", resource, [topic, members])
        }
        1 => {
            let resource = format!("arn:aws:iam::{home}:role/role-{at}");
            ("iam:PassRole", resource, [json!(null), json!(null)])
        }
        _ => {
            let resource = format!("arn:aws:s3:::bucket-{at}/data/file");
            let reader = json!({"Effect": "Allow", "Principal": {"AWS": [other, format!("arn:aws:iam::{home}:user/u{}", dice.roll(10_000))]},
                "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::bucket-{at}/*")});
            ("s3:GetObject", resource, [insecure, reader])
        }
    };
    let mut target = Target::new(&resource);
    target.account = Some(home.into());
    target.rcps.clone_from(&organization.rcps);
    if action != "iam:PassRole" && dice.roll(10) < 4 {
        target.policy = Some(policy("policy", &json!(policies)));
    }
    (action, target)
}
