//! IAM, one entity at a time.

use super::iam_details::ROOT_DEVICE;
use super::view::{View, tags};
use crate::answer::{Refusal, Served, escape};
use crate::scenario::{days_ago, number_in, team};

/// What a user has, by number.
pub(super) struct Person {
    pub(super) number: usize,
    pub(super) password: bool,
    pub(super) keys: usize,
    pub(super) device: Option<Device>,
}

/// A user's second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Device {
    Virtual,
    SecurityKey,
    Hardware,
}

pub(super) fn person(number: usize) -> Person {
    let password = number % 5 != 4;
    let device = match number % 16 {
        _ if !password || number % 4 == 3 => None,
        1 => Some(Device::SecurityKey),
        8 => Some(Device::Hardware),
        _ => Some(Device::Virtual),
    };
    let keys = match number % 10 {
        0 => 2,
        2 | 4 | 6 | 8 => 1,
        _ => 0,
    };
    Person {
        number,
        password,
        keys,
        device,
    }
}

impl Person {
    pub(super) fn name(&self) -> String {
        format!("{}-user-{:05}", team(self.number), self.number)
    }

    /// The id of a key: `AKIAFAKEKEY`, the user's number and the key's.
    pub(super) fn key_id(&self, key: usize) -> String {
        format!("AKIAFAKEKEY{:08}{key}", self.number)
    }

    /// How long ago the password was used, in days; none for never.
    pub(super) fn password_idle(&self) -> Option<usize> {
        (self.password && self.number % 9 != 5).then_some(self.number % 60)
    }

    /// The first key works; a second one was switched off when it was replaced.
    pub(super) fn key_active(key: usize) -> bool {
        key == 0
    }

    /// How old a key is, in days.
    pub(super) fn key_age(&self, key: usize) -> usize {
        10 + (self.number * 7 + key * 200) % 700
    }

    /// How long ago a key was used, in days; none for never.
    pub(super) fn key_idle(&self, key: usize) -> Option<usize> {
        (self.number % 6 != 4).then(|| (self.number * 3) % 90.min(self.key_age(key)))
    }
}

/// Tags as IAM writes them.
pub(super) fn tag_members(number: usize) -> String {
    tags(number)
        .iter()
        .map(|(key, value)| {
            format!(
                "<member><Key>{key}</Key><Value>{}</Value></member>",
                escape(value)
            )
        })
        .collect()
}

pub(super) fn missing(what: &str) -> Refusal {
    Refusal::new(404, "NoSuchEntity", format!("{what} cannot be found."))
}

/// The end of a page of IAM.
pub(super) fn more(next: Option<String>) -> String {
    match next {
        Some(next) => format!("<IsTruncated>true</IsTruncated><Marker>{next}</Marker>"),
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
    }
}

impl View<'_> {
    pub(super) fn iam(&self) -> Served {
        match self.call().operation.as_str() {
            "GetAccountAuthorizationDetails" => self.authorization_details(),
            "ListRoles" => self.list_roles(),
            "GenerateCredentialReport" => self.generate_report(),
            "GetCredentialReport" => self.credential_report(),
            "GenerateServiceLastAccessedDetails" => self.generate_last_accessed(),
            "GetServiceLastAccessedDetails" => self.last_accessed(),
            "GetAccountSummary" => self.summary(),
            "GetAccountPasswordPolicy" => self.password_policy(),
            "ListAccountAliases" => self.query(
                "<AccountAliases><member>fake-fintech</member></AccountAliases><IsTruncated>false</IsTruncated>",
            ),
            "ListMFADevices" => self.mfa_devices(),
            "ListVirtualMFADevices" => self.virtual_devices(),
            "ListAccessKeys" => self.access_keys(),
            "GetAccessKeyLastUsed" => self.key_last_used(),
            "GetLoginProfile" => self.login_profile(),
            "GetUser" => self.get_user(),
            "ListSAMLProviders" => self.saml_providers(),
            "ListOpenIDConnectProviders" => self.oidc_providers(),
            "GetOpenIDConnectProvider" => self.oidc_provider(),
            "ListServerCertificates" => self.certificates(),
            "ListPolicyTags" | "ListRoleTags" | "ListUserTags" => self.tags_of(self.named_number()),
            "ListSAMLProviderTags" => self.tags_of(number_in(self.call().text("SAMLProviderArn"))),
            "ListOpenIDConnectProviderTags" => self.tags_of(number_in(self.call().text("OpenIDConnectProviderArn"))),
            "ListServerCertificateTags" => self.tags_of(number_in(self.call().text("ServerCertificateName"))),
            _ => self.not_implemented(),
        }
    }

    fn named_number(&self) -> Option<usize> {
        ["PolicyArn", "RoleName", "UserName"]
            .iter()
            .find_map(|name| number_in(self.call().text(name)))
    }

    fn tags_of(&self, number: Option<usize>) -> Served {
        let members = number.map(tag_members).unwrap_or_default();
        self.query(&format!(
            "<Tags>{members}</Tags><IsTruncated>false</IsTruncated>"
        ))
    }

    /// The user that a call names.
    fn user(&self) -> Result<Person, Refusal> {
        let name = self.call().text("UserName");
        number_in(name)
            .filter(|&number| number < self.scenario().users)
            .map(person)
            .filter(|person| person.name() == name)
            .ok_or_else(|| missing(&format!("The user with name {}", escape(name))))
    }

    pub(super) fn serial(&self, person: &Person, device: Device) -> String {
        match device {
            Device::Virtual => self.iam_arn(&format!("mfa/{}", person.name())),
            Device::SecurityKey => {
                self.iam_arn(&format!("u2f/user/{}/key-{}", person.name(), person.number))
            }
            Device::Hardware => format!("GAKT{:08}", person.number),
        }
    }

    fn mfa_devices(&self) -> Served {
        let user = self.user()?;
        let all: Vec<_> = user.device.into_iter().collect();
        let (devices, next) = self.page_of(&all, "Marker", "MaxItems", 100, 1000)?;
        let members: String = devices
            .iter()
            .map(|&device| {
                format!(
                    "<member><UserName>{}</UserName><SerialNumber>{}</SerialNumber><EnableDate>{}</EnableDate></member>",
                    user.name(),
                    self.serial(&user, device),
                    days_ago(200)
                )
            })
            .collect();
        self.query(&format!("<MFADevices>{members}</MFADevices>{}", more(next)))
    }

    /// The root user's device first, then those of users.
    fn virtual_devices(&self) -> Served {
        let users = (0..self.scenario().users)
            .map(person)
            .filter(|one| one.device == Some(Device::Virtual));
        let all: Vec<_> = std::iter::once(None)
            .chain(users.map(|one| Some(one.number)))
            .collect();
        let (page, next) = self.page_of(&all, "Marker", "MaxItems", 100, 1000)?;
        let root = format!(
            "<SerialNumber>{}</SerialNumber><User><Path>/</Path><UserName></UserName><UserId>{account}</UserId>\
             <Arn>{}</Arn><CreateDate>{}</CreateDate></User>",
            self.iam_arn(ROOT_DEVICE),
            self.iam_arn("root"),
            days_ago(2000),
            account = self.account(),
        );
        let members: String = page
            .iter()
            .map(|number| {
                let device = number.map_or_else(
                    || root.clone(),
                    |number| {
                        let user = person(number);
                        format!(
                            "<SerialNumber>{}</SerialNumber><User>{}</User>",
                            self.serial(&user, Device::Virtual),
                            self.user_head(&user)
                        )
                    },
                );
                format!(
                    "<member>{device}<EnableDate>{}</EnableDate></member>",
                    days_ago(200)
                )
            })
            .collect();
        self.query(&format!(
            "<VirtualMFADevices>{members}</VirtualMFADevices>{}",
            more(next)
        ))
    }

    fn access_keys(&self) -> Served {
        let user = self.user()?;
        let all: Vec<_> = (0..user.keys).collect();
        let (keys, next) = self.page_of(&all, "Marker", "MaxItems", 100, 1000)?;
        let members: String = keys
            .iter()
            .map(|&key| {
                format!(
                    "<member><UserName>{}</UserName><AccessKeyId>{}</AccessKeyId><Status>{}</Status>\
                     <CreateDate>{}</CreateDate></member>",
                    user.name(),
                    user.key_id(key),
                    if Person::key_active(key) { "Active" } else { "Inactive" },
                    days_ago(user.key_age(key))
                )
            })
            .collect();
        self.query(&format!(
            "<AccessKeyMetadata>{members}</AccessKeyMetadata>{}",
            more(next)
        ))
    }

    fn key_last_used(&self) -> Served {
        let id = self.call().text("AccessKeyId");
        let denied = || {
            Refusal::new(
                403,
                "AccessDenied",
                "The access key does not belong to this account",
            )
        };
        let digits = id.strip_prefix("AKIAFAKEKEY").ok_or_else(denied)?;
        let number: usize = digits.parse().map_err(|_| denied())?;
        let (user, key) = (person(number / 10), number % 10);
        let used = match user.key_idle(key) {
            Some(days) => format!(
                "<LastUsedDate>{}</LastUsedDate><ServiceName>s3</ServiceName><Region>eu-west-1</Region>",
                days_ago(days)
            ),
            None => "<ServiceName>N/A</ServiceName><Region>N/A</Region>".to_owned(),
        };
        self.query(&format!(
            "<UserName>{}</UserName><AccessKeyLastUsed>{used}</AccessKeyLastUsed>",
            user.name()
        ))
    }

    fn login_profile(&self) -> Served {
        let user = self.user()?;
        if !user.password {
            return Err(missing(&format!("Login Profile for User {}", user.name())));
        }
        self.query(&format!(
            "<LoginProfile><UserName>{}</UserName><CreateDate>{}</CreateDate>\
             <PasswordResetRequired>false</PasswordResetRequired></LoginProfile>",
            user.name(),
            days_ago(300)
        ))
    }

    fn get_user(&self) -> Served {
        let user = self.user()?;
        let used = match user.password_idle() {
            Some(days) => format!("<PasswordLastUsed>{}</PasswordLastUsed>", days_ago(days)),
            None => String::new(),
        };
        let (head, tags) = (self.user_head(&user), tag_members(user.number));
        self.query(&format!("<User>{head}{used}<Tags>{tags}</Tags></User>"))
    }
}
