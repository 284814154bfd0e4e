//! GetAccountAuthorizationDetails: users, groups, roles and policies in one listing.

use super::documents;
use super::iam::{Person, more, person, tag_members};
use super::view::View;
use crate::answer::Served;
use crate::scenario::{days_ago, hex, team};

/// The resource of the root user's virtual device.
pub(super) const ROOT_DEVICE: &str = "mfa/root-account-mfa-device";

/// AWS's own policies that are in use here.
const AWS_POLICIES: [&str; 2] = ["AdministratorAccess", "ReadOnlyAccess"];

/// The kinds, with the filter's words for them.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
const KINDS: [(&str, &str, &str); 5] = [
    ("User", "UserDetailList", "user"),
    ("Group", "GroupDetailList", "group"),
    ("Role", "RoleDetailList", "role"),
    ("LocalManagedPolicy", "Policies", "policy"),
    ("AWSManagedPolicy", "Policies", "aws"),
];

impl View<'_> {
    /// How many things GetAccountAuthorizationDetails lists of each kind.
    fn detail_counts(&self) -> [usize; 5] {
        let scenario = self.scenario();
        [
            scenario.users,
            scenario.groups,
            scenario.roles,
            scenario.policies,
            AWS_POLICIES.len(),
        ]
    }

    pub(super) fn authorization_details(&self) -> Served {
        let wanted = self.call().texts("Filter");
        let counts: Vec<_> = KINDS
            .iter()
            .zip(self.detail_counts())
            .map(|((kind, ..), count)| {
                if wanted.is_empty() || wanted.contains(kind) {
                    count
                } else {
                    0
                }
            })
            .collect();
        let page = self.page(counts.iter().sum(), "Marker", "MaxItems", 100, 1000)?;
        let mut lists = [
            ("UserDetailList", String::new()),
            ("GroupDetailList", String::new()),
            ("RoleDetailList", String::new()),
            ("Policies", String::new()),
        ];
        let mut before = 0;
        for ((_, list, kind), count) in KINDS.iter().zip(counts) {
            let start = page.items.start.saturating_sub(before).min(count);
            let end = page.items.end.saturating_sub(before).min(count);
            before += count;
            let members: String = (start..end)
                .map(|number| format!("<member>{}</member>", self.detail(kind, number)))
                .collect();
            if let Some((_, text)) = lists.iter_mut().find(|(name, _)| name == list) {
                text.push_str(&members);
            }
        }
        let lists: String = lists
            .iter()
            .map(|(name, text)| format!("<{name}>{text}</{name}>"))
            .collect();
        self.query(&format!("{}{lists}", more(page.next)))
    }

    fn detail(&self, kind: &str, number: usize) -> String {
        match kind {
            "user" => self.user_detail(&person(number)),
            "group" => self.group_detail(number),
            "role" => self.role_detail(number),
            "policy" => self.policy_detail(number),
            _ => aws_policy_detail(number),
        }
    }

    /// What every listing says of a user.
    pub(super) fn user_head(&self, person: &Person) -> String {
        let name = person.name();
        format!(
            "<Path>/</Path><UserName>{name}</UserName><UserId>AIDA{}</UserId><Arn>{}</Arn><CreateDate>{}</CreateDate>",
            hex("user", person.number, 17).to_uppercase(),
            self.iam_arn(&format!("user/{name}")),
            days_ago(800 + person.number % 300)
        )
    }

    fn user_detail(&self, person: &Person) -> String {
        let number = person.number;
        let group = match number % self.scenario().groups.max(1) {
            _ if self.scenario().groups == 0 || number % 6 == 5 => String::new(),
            group => format!("<member>{}</member>", group_name(group)),
        };
        let boundary = if number % 12 == 7 {
            format!(
                "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>\
                 <PermissionsBoundaryArn>{}</PermissionsBoundaryArn></PermissionsBoundary>",
                self.policy_arn(0)
            )
        } else {
            String::new()
        };
        format!(
            "{}<UserPolicyList>{}</UserPolicyList><GroupList>{group}</GroupList>\
             <AttachedManagedPolicies>{}</AttachedManagedPolicies>{boundary}<Tags>{}</Tags>",
            self.user_head(person),
            inline(number, number % 10 == 1),
            self.attached(number),
            tag_members(number)
        )
    }

    fn group_detail(&self, number: usize) -> String {
        let name = group_name(number);
        format!(
            "<Path>/</Path><GroupName>{name}</GroupName><GroupId>AGPA{}</GroupId><Arn>{}</Arn>\
             <CreateDate>{}</CreateDate><GroupPolicyList>{}</GroupPolicyList>\
             <AttachedManagedPolicies>{}</AttachedManagedPolicies>",
            hex("group", number, 17).to_uppercase(),
            self.iam_arn(&format!("group/{name}")),
            days_ago(900),
            inline(number, number % 5 == 2),
            self.attached(number)
        )
    }

    /// The listing leaves out most, but tells how long sessions may last: twelve hours for one of nine, else one hour.
    pub(super) fn list_roles(&self) -> Served {
        let page = self.page(self.scenario().roles, "Marker", "MaxItems", 100, 1000)?;
        let members: String = page
            .items
            .map(|number| {
                let seconds = if number % 9 == 4 { 43_200 } else { 3600 };
                format!(
                    "<member>{}<MaxSessionDuration>{seconds}</MaxSessionDuration></member>",
                    self.role_head(number)
                )
            })
            .collect();
        self.query(&format!("{}<Roles>{members}</Roles>", more(page.next)))
    }

    /// What every listing says of a role.
    fn role_head(&self, number: usize) -> String {
        let name = format!("{}-role-{number:05}", team(number));
        format!(
            "<Path>/</Path><RoleName>{name}</RoleName><RoleId>AROA{}</RoleId><Arn>{}</Arn><CreateDate>{}</CreateDate>\
             <AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>",
            hex("role", number, 17).to_uppercase(),
            self.iam_arn(&format!("role/{name}")),
            days_ago(500 + number % 100),
            documents::encoded(&documents::trust(number)),
        )
    }

    fn role_detail(&self, number: usize) -> String {
        let used = if number % 4 == 3 {
            "<RoleLastUsed/>".to_owned()
        } else {
            format!(
                "<RoleLastUsed><LastUsedDate>{}</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed>",
                days_ago(number % 200)
            )
        };
        format!(
            "{}<InstanceProfileList/><RolePolicyList>{}</RolePolicyList>\
             <AttachedManagedPolicies>{}</AttachedManagedPolicies><Tags>{}</Tags>{used}",
            self.role_head(number),
            inline(number, number % 3 == 1),
            self.attached(number),
            tag_members(number)
        )
    }

    fn policy_arn(&self, number: usize) -> String {
        self.iam_arn(&format!("policy/{}", policy_name(number)))
    }

    fn policy_detail(&self, number: usize) -> String {
        let version = format!("v{}", 1 + number % 4);
        policy(
            &policy_name(number),
            &self.policy_arn(number),
            "/",
            &version,
            &documents::encoded(&documents::customer(number)),
            usize::from(!number.is_multiple_of(3)),
        )
    }

    /// What is attached: a customer policy, and for one of 40 AWS's AdministratorAccess.
    fn attached(&self, number: usize) -> String {
        let mut members = String::new();
        if self.scenario().policies > 0 && number % 2 == 1 {
            let policy = number % self.scenario().policies;
            members.push_str(&attached(&policy_name(policy), &self.policy_arn(policy)));
        }
        if number % 40 == 5 {
            members.push_str(&attached(
                "AdministratorAccess",
                "arn:aws:iam::aws:policy/AdministratorAccess",
            ));
        }
        members
    }
}

fn group_name(number: usize) -> String {
    format!("{}-group-{number}", team(number))
}

fn policy_name(number: usize) -> String {
    format!("{}-policy-{number:05}", team(number))
}

fn attached(name: &str, arn: &str) -> String {
    format!("<member><PolicyName>{name}</PolicyName><PolicyArn>{arn}</PolicyArn></member>")
}

fn inline(number: usize, any: bool) -> String {
    if !any {
        return String::new();
    }
    let document = documents::encoded(&documents::customer(number));
    format!(
        "<member><PolicyName>inline-{number}</PolicyName><PolicyDocument>{document}</PolicyDocument></member>"
    )
}

fn aws_policy_detail(number: usize) -> String {
    let name = AWS_POLICIES
        .get(number)
        .copied()
        .unwrap_or("ReadOnlyAccess");
    let document = if name == "AdministratorAccess" {
        serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    } else {
        serde_json::json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}]})
    };
    policy(
        name,
        &format!("arn:aws:iam::aws:policy/{name}"),
        "/",
        "v1",
        &documents::encoded(&document),
        1,
    )
}

fn policy(
    name: &str,
    arn: &str,
    path: &str,
    version: &str,
    document: &str,
    attachments: usize,
) -> String {
    let (made, changed) = (days_ago(700), days_ago(70));
    format!(
        "<PolicyName>{name}</PolicyName><PolicyId>ANPA{id}</PolicyId><Arn>{arn}</Arn><Path>{path}</Path>\
         <DefaultVersionId>{version}</DefaultVersionId><AttachmentCount>{attachments}</AttachmentCount>\
         <PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount><IsAttachable>true</IsAttachable>\
         <CreateDate>{made}</CreateDate><UpdateDate>{changed}</UpdateDate><PolicyVersionList><member>\
         <Document>{document}</Document><VersionId>{version}</VersionId><IsDefaultVersion>true</IsDefaultVersion>\
         <CreateDate>{changed}</CreateDate></member></PolicyVersionList>",
        id = hex(name, 0, 17).to_uppercase(),
    )
}
