//! IAM's own words about the whole account: the credential report, the summary, the password policy.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::iam::{Device, Person, person};
use super::view::View;
use crate::answer::{Refusal, Served};
use crate::scenario::days_ago;

/// The columns of the report.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
const COLUMNS: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

impl View<'_> {
    pub(super) fn generate_report(&self) -> Served {
        let state = if self.report_in_progress() {
            "STARTED"
        } else {
            "COMPLETE"
        };
        self.query(&format!("<State>{state}</State>"))
    }

    pub(super) fn credential_report(&self) -> Served {
        if self.report_in_progress() {
            return Err(Refusal::new(
                404,
                "ReportInProgress",
                "Report is being generated",
            ));
        }
        let mut csv = format!("{COLUMNS}\n{}\n", self.root_row());
        for number in 0..self.scenario().users {
            csv.push_str(&self.user_row(&person(number)));
            csv.push('\n');
        }
        self.query(&format!(
            "<Content>{}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>{}</GeneratedTime>",
            STANDARD.encode(csv),
            days_ago(0)
        ))
    }

    fn root_row(&self) -> String {
        let none = "N/A,N/A,N/A,N/A";
        format!(
            "<root_account>,{},{},not_supported,{},not_supported,not_supported,true,false,{none},false,{none},\
             false,N/A,false,N/A",
            self.iam_arn("root"),
            moment(2000),
            moment(12)
        )
    }

    fn user_row(&self, person: &Person) -> String {
        let name = person.name();
        let (used, changed) = if person.password {
            let used = person
                .password_idle()
                .map_or_else(|| "no_information".to_owned(), moment);
            (used, moment(60 + person.number % 400))
        } else {
            ("N/A".to_owned(), "N/A".to_owned())
        };
        let keys: Vec<_> = (0..2).map(|key| key_columns(person, key)).collect();
        format!(
            "{name},{},{},{},{used},{changed},N/A,{},{},false,N/A,false,N/A",
            self.iam_arn(&format!("user/{name}")),
            moment(800 + person.number % 300),
            person.password,
            person.device.is_some(),
            keys.join(",")
        )
    }

    pub(super) fn summary(&self) -> Served {
        let scenario = self.scenario();
        let devices = (0..scenario.users)
            .filter(|&number| person(number).device.is_some())
            .count();
        let soft = (0..scenario.users)
            .filter(|&number| person(number).device == Some(Device::Virtual))
            .count();
        let entries: String = [
            ("Users", scenario.users),
            ("UsersQuota", 5000),
            ("Groups", scenario.groups),
            ("Roles", scenario.roles),
            ("Policies", scenario.policies),
            ("MFADevices", soft + 1),
            ("MFADevicesInUse", devices + 1),
            ("AccountMFAEnabled", 1),
            ("AccountAccessKeysPresent", 0),
            ("AccountSigningCertificatesPresent", 0),
            ("Providers", 2 * scenario.providers),
            ("ServerCertificates", scenario.providers),
        ]
        .iter()
        .map(|(key, value)| format!("<entry><key>{key}</key><value>{value}</value></entry>"))
        .collect();
        self.query(&format!("<SummaryMap>{entries}</SummaryMap>"))
    }

    pub(super) fn password_policy(&self) -> Served {
        self.query(
            "<PasswordPolicy><MinimumPasswordLength>8</MinimumPasswordLength><RequireSymbols>false</RequireSymbols>\
             <RequireNumbers>true</RequireNumbers><RequireUppercaseCharacters>true</RequireUppercaseCharacters>\
             <RequireLowercaseCharacters>true</RequireLowercaseCharacters>\
             <AllowUsersToChangePassword>true</AllowUsersToChangePassword><ExpirePasswords>true</ExpirePasswords>\
             <MaxPasswordAge>90</MaxPasswordAge><PasswordReusePrevention>5</PasswordReusePrevention>\
             <HardExpiry>false</HardExpiry></PasswordPolicy>",
        )
    }
}

fn key_columns(person: &Person, key: usize) -> String {
    if key >= person.keys {
        return "false,N/A,N/A,N/A,N/A".to_owned();
    }
    let rotated = moment(person.key_age(key));
    let active = Person::key_active(key);
    match person.key_idle(key) {
        Some(days) => format!("{active},{rotated},{},eu-west-1,s3", moment(days)),
        None => format!("{active},{rotated},N/A,N/A,N/A"),
    }
}

/// A time as the report writes it.
fn moment(days: usize) -> String {
    days_ago(days)
        .strftime("%Y-%m-%dT%H:%M:%S+00:00")
        .to_string()
}
