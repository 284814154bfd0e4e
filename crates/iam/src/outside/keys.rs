//! Condition keys that say who calls, and when their values leave only callers whom the owner chose.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::operator::Compares;
use super::principal::{arn_account, is_account};

/// The callers that the values of one key leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// The key as AWS spells it.
    pub(super) key: String,
    /// Who they are.
    pub(super) callers: Callers,
    /// Whether the key is about the resource on whose behalf a service calls, and not about the caller.
    pub(super) source: bool,
}

/// Who is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Callers {
    /// These accounts.
    Accounts(BTreeSet<Owner>),
    /// These organizations.
    Organizations(BTreeSet<Owner>),
    /// These AWS services; empty for any.
    Services(BTreeSet<String>),
    /// Somebody else whom the owner chose: a network, one role's sessions.
    Others,
}

/// An account or an organization, by id or as the resource's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The one that the resource belongs to: `${aws:ResourceAccount}`, `${aws:ResourceOrgID}`.
    Own,
    /// By its id.
    Id(String),
}

/// What a key's values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Account,
    /// An ARN whose account counts.
    Arn,
    Organization,
    /// `o-…/r-…/ou-…`: the organization counts.
    OrganizationPath,
    /// A name that AWS makes up and nobody else can have.
    Id,
    /// `AROA…:session`, `AIDA…`.
    UserId,
    Address,
    IsService,
    ServiceName,
}

/// Every key that narrows, with its spelling. Left out on purpose, since a stranger can bring them along:
/// tags, names of sessions and users, external ids, referers, `aws:VpcSourceIp` (private addresses are anybody's),
/// `aws:ViaAWSService` and `kms:ViaService` (a stranger's own services call too), and the keys about the resource.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
const KEYS: &[(&str, Shape, bool)] = &[
    ("aws:PrincipalAccount", Shape::Account, false),
    ("kms:CallerAccount", Shape::Account, false),
    ("aws:PrincipalArn", Shape::Arn, false),
    ("aws:FederatedProvider", Shape::Arn, false),
    ("lambda:SourceFunctionArn", Shape::Arn, false),
    ("ec2:SourceInstanceARN", Shape::Arn, false),
    ("aws:PrincipalOrgID", Shape::Organization, false),
    ("aws:PrincipalOrgPaths", Shape::OrganizationPath, false),
    ("aws:userid", Shape::UserId, false),
    ("aws:PrincipalIsAWSService", Shape::IsService, false),
    ("aws:PrincipalServiceName", Shape::ServiceName, false),
    ("aws:PrincipalServiceNamesList", Shape::ServiceName, false),
    ("aws:SourceIp", Shape::Address, false),
    ("aws:SourceVpc", Shape::Id, false),
    ("aws:SourceVpce", Shape::Id, false),
    ("aws:SourceVpcArn", Shape::Arn, false),
    ("aws:Ec2InstanceSourceVpc", Shape::Id, false),
    ("aws:VpceAccount", Shape::Account, false),
    ("aws:VpceOrgID", Shape::Organization, false),
    ("aws:VpceOrgPaths", Shape::OrganizationPath, false),
    ("aws:SourceAccount", Shape::Account, true),
    ("aws:SourceOwner", Shape::Account, true),
    ("aws:SourceArn", Shape::Arn, true),
    ("aws:SourceOrgID", Shape::Organization, true),
    ("aws:SourceOrgPaths", Shape::OrganizationPath, true),
    ("s3:DataAccessPointAccount", Shape::Account, true),
    ("s3:DataAccessPointArn", Shape::Arn, true),
];

/// Keys of a network: who calls through it may be of any account.
const NETWORKS: &[&str] = &[
    "aws:SourceVpcArn",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
];

/// Whom the values of a key leave; none when they leave callers whom nobody chose.
pub(super) fn chosen(key: &str, compares: Compares, values: &[String]) -> Option<Chosen> {
    let (name, shape, source) = KEYS
        .iter()
        .find(|(name, _, _)| name.eq_ignore_ascii_case(key))
        .copied()?;
    if values.is_empty() {
        return None;
    }
    let callers = match shape {
        Shape::Account => Callers::Accounts(owners(values, |value| account(value, compares))?),
        Shape::Arn => arns(values, compares, source)?,
        Shape::Organization => {
            Callers::Organizations(owners(values, |value| organization(value, compares))?)
        }
        Shape::OrganizationPath => Callers::Organizations(owners(values, |value| {
            let id = value.split('/').next().unwrap_or_default();
            organization(id, compares)
        })?),
        Shape::Id => others(values, |value| is_fixed(value, compares))?,
        Shape::UserId => others(values, |value| {
            let id = value.split(':').next().unwrap_or_default();
            is_text(compares) && is_fixed(id, compares)
        })?,
        Shape::Address => {
            (compares == Compares::Address && few_addresses(values)).then_some(Callers::Others)?
        }
        Shape::IsService => {
            let only_services = values
                .iter()
                .all(|value| value.eq_ignore_ascii_case("true"));
            (compares == Compares::Bool && only_services)
                .then(|| Callers::Services(BTreeSet::new()))?
        }
        Shape::ServiceName => {
            others(values, |value| is_fixed(value, compares))?;
            Callers::Services(values.iter().cloned().collect())
        }
    };
    let callers = if NETWORKS.contains(&name) {
        Callers::Others
    } else {
        callers
    };
    Some(Chosen {
        key: name.to_owned(),
        callers,
        source,
    })
}

fn is_text(compares: Compares) -> bool {
    matches!(compares, Compares::Text | Compares::Like | Compares::Arn)
}

/// Whether a value is one text and no pattern.
fn is_fixed(value: &str, compares: Compares) -> bool {
    is_text(compares)
        && !value.is_empty()
        && !value.contains("${")
        && (compares == Compares::Text || !value.contains(['*', '?']))
}

fn others(values: &[String], fits: impl Fn(&str) -> bool) -> Option<Callers> {
    values
        .iter()
        .all(|value| fits(value))
        .then_some(Callers::Others)
}

/// All owners, or none when one value is no owner. A value that nothing can ever equal leaves nobody.
fn owners(
    values: &[String],
    owner: impl Fn(&str) -> Option<Option<Owner>>,
) -> Option<BTreeSet<Owner>> {
    let each: Option<Vec<Option<Owner>>> = values.iter().map(|value| owner(value)).collect();
    Some(each?.into_iter().flatten().collect())
}

/// The account of a value; `Some(None)` for a value that is no account's.
fn account(value: &str, compares: Compares) -> Option<Option<Owner>> {
    if value.eq_ignore_ascii_case("${aws:ResourceAccount}") && is_text(compares) {
        return Some(Some(Owner::Own));
    }
    if !is_fixed(value, compares) {
        return None;
    }
    Some(is_account(value).then(|| Owner::Id(value.to_owned())))
}

fn organization(value: &str, compares: Compares) -> Option<Option<Owner>> {
    if value.eq_ignore_ascii_case("${aws:ResourceOrgID}") && is_text(compares) {
        return Some(Some(Owner::Own));
    }
    if !is_fixed(value, compares) {
        return None;
    }
    Some(value.starts_with("o-").then(|| Owner::Id(value.to_owned())))
}

fn arns(values: &[String], compares: Compares, source: bool) -> Option<Callers> {
    if !is_text(compares) {
        return None;
    }
    let mut accounts = BTreeSet::new();
    let mut nameless = false;
    for value in values {
        match arn_owner(value, compares) {
            Some(owner) => {
                accounts.insert(owner);
            }
            // A bucket's ARN has no account; a fixed one is still one bucket.
            None if source && is_fixed(value, compares) && arn_account(value) == Some("") => {
                nameless = true;
            }
            None => return None,
        }
    }
    Some(if nameless {
        Callers::Others
    } else {
        Callers::Accounts(accounts)
    })
}

/// The account that an ARN pattern is bound to. In text comparisons a star runs over colons, so that
/// `arn:*:111122223333:role/x` is bound to nothing: paths of roles may hold colons.
fn arn_owner(value: &str, compares: Compares) -> Option<Owner> {
    let mut parts = value.splitn(6, ':');
    let head: Vec<&str> = parts.by_ref().take(4).collect();
    let account = parts.next()?;
    let head_is_open = head
        .iter()
        .any(|part| part.contains(['*', '?']) || part.contains("${"));
    if head.first() != Some(&"arn") || (head_is_open && compares == Compares::Like) {
        return None;
    }
    if account.eq_ignore_ascii_case("${aws") {
        // The variable's own colon cuts it in two.
        let rest = parts.next().unwrap_or_default();
        return rest
            .to_ascii_lowercase()
            .starts_with("resourceaccount}:")
            .then_some(Owner::Own);
    }
    is_account(account).then(|| Owner::Id(account.to_owned()))
}

/// Whether address ranges are somebody's and not the internet: the bounds are those by which S3 tells public
/// policies, /8 and /32, and all of them together must stay below half of the addresses.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>
fn few_addresses(values: &[String]) -> bool {
    let mut total = 0_u64;
    values.iter().all(|value| {
        let (address, bits) = match value.split_once('/') {
            Some((address, bits)) => (address, bits.parse::<u8>().ok()),
            None => (value.as_str(), Some(128)),
        };
        match (address.parse::<IpAddr>(), bits) {
            (Ok(IpAddr::V4(_)), Some(bits)) if bits >= 8 => {
                total += 1 << (32 - u32::from(bits.min(32)));
                total < 1 << 31
            }
            (Ok(IpAddr::V6(_)), Some(bits)) => bits >= 32,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(key: &str, compares: Compares, values: &[&str]) -> Option<Callers> {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        chosen(key, compares, &values).map(|it| it.callers)
    }

    fn ids(ids: &[&str]) -> BTreeSet<Owner> {
        ids.iter().map(|&id| Owner::Id(id.to_owned())).collect()
    }

    #[test]
    fn accounts_are_named_whole() {
        use Compares::{Arn, Like, Text};
        let one = Some(Callers::Accounts(ids(&["444455556666"])));
        let key = "AWS:principalaccount";
        assert_eq!(leaves(key, Text, &["444455556666"]), one);
        assert_eq!(leaves(key, Like, &["44445555666?"]), None);
        assert_eq!(leaves(key, Like, &["444455556666", "*"]), None);
        assert_eq!(
            leaves(key, Text, &["444455556666", "*"]),
            one,
            "no account is called *"
        );
        assert_eq!(leaves(key, Text, &["${aws:PrincipalAccount}"]), None);
        let own = Some(Callers::Accounts([Owner::Own].into()));
        assert_eq!(leaves(key, Text, &["${aws:ResourceAccount}"]), own);
        for (compares, arn, expected) in [
            (Arn, "arn:aws:iam::444455556666:role/ci-*", &one),
            (Arn, "arn:*:iam::444455556666:role/*", &one),
            (Like, "arn:aws:iam::444455556666:role/ci-*", &one),
            (Like, "arn:*:444455556666:role/ci", &None),
            (Arn, "arn:aws:iam::*:role/ci", &None),
            (Like, "*", &None),
            (Arn, "arn:aws:iam::${aws:ResourceAccount}:role/x", &own),
        ] {
            assert_eq!(
                &leaves("aws:PrincipalArn", compares, &[arn]),
                expected,
                "{arn}"
            );
        }
    }

    #[test]
    fn a_bucket_that_calls_is_one_bucket() {
        use Compares::Arn;
        let others = Some(Callers::Others);
        assert_eq!(
            leaves("aws:SourceArn", Arn, &["arn:aws:s3:::ledger"]),
            others
        );
        assert_eq!(leaves("aws:SourceArn", Arn, &["arn:aws:s3:::*"]), None);
    }

    #[test]
    fn the_internet_is_no_address_range() {
        let key = "aws:SourceIp";
        for (values, narrow) in [
            (&["203.0.113.0/24"][..], true),
            (&["203.0.113.7"], true),
            (&["10.0.0.0/8"], true),
            (&["0.0.0.0/0"], false),
            (&["203.0.113.0/24", "::/0"], false),
            (&["0.0.0.0/1", "128.0.0.0/1"], false),
            (&["2001:db8::/32"], true),
            (&["2001::/16"], false),
            (&["office"], false),
            (&["1.2.3.4/x"], false),
        ] {
            assert_eq!(
                leaves(key, Compares::Address, values).is_some(),
                narrow,
                "{values:?}"
            );
        }
        let all: Vec<String> = (0..=255).map(|first| format!("{first}.0.0.0/8")).collect();
        assert_eq!(chosen(key, Compares::Address, &all), None);
    }

    #[test]
    fn organizations_services_and_sessions() {
        use Compares::{Bool, Like, Text};
        let one = Some(Callers::Organizations(ids(&["o-a1b2c3d4e5"])));
        assert_eq!(leaves("aws:PrincipalOrgID", Text, &["o-a1b2c3d4e5"]), one);
        assert_eq!(leaves("aws:PrincipalOrgID", Like, &["o-*"]), None);
        let path = "o-a1b2c3d4e5/r-ab12/ou-ab12-*";
        assert_eq!(leaves("aws:PrincipalOrgPaths", Like, &[path]), one);
        assert_eq!(
            leaves("aws:PrincipalOrgPaths", Like, &["o-*/r-ab12/"]),
            None
        );
        assert!(leaves("aws:userid", Like, &["AROAEXAMPLE:*"]).is_some());
        assert!(leaves("aws:userid", Like, &["*:alice"]).is_none());
        assert!(leaves("aws:PrincipalIsAWSService", Bool, &["true"]).is_some());
        assert!(leaves("aws:PrincipalIsAWSService", Bool, &["false"]).is_none());
        assert!(leaves("aws:VpcSourceIp", Compares::Address, &["10.0.0.0/16"]).is_none());
        assert!(leaves("kms:ViaService", Text, &["s3.eu-west-1.amazonaws.com"]).is_none());
        assert!(leaves("aws:PrincipalTag/team", Text, &["x"]).is_none());
    }
}
