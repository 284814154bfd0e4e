//! Account, Access Analyzer and STS.

use serde_json::json;

use super::view::View;
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{Scenario, days_ago};

/// Regions that have to be opted into and are not, with their status.
const DISABLED: [&str; 2] = ["af-south-1", "me-south-1"];

impl View<'_> {
    pub(super) fn account_service(&self) -> Served {
        match self.call().operation.as_str() {
            "GetAlternateContact" => self.alternate_contact(),
            "ListRegions" => self.list_regions(),
            _ => self.not_implemented(),
        }
    }

    fn list_regions(&self) -> Served {
        let wanted = self.call().texts("RegionOptStatusContains");
        let enabled = self
            .scenario()
            .regions
            .iter()
            .map(|region| (region.as_str(), "ENABLED_BY_DEFAULT"));
        let all: Vec<_> = enabled
            .chain(DISABLED.iter().map(|&region| (region, "DISABLED")))
            .filter(|(_, status)| wanted.is_empty() || wanted.contains(status))
            .map(|(region, status)| json!({"RegionName": region, "RegionOptStatus": status}))
            .collect();
        let (regions, next) = self.page_of(&all, "NextToken", "MaxResults", 20, 50)?;
        let mut body = json!({ "Regions": regions });
        if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
            body.insert("NextToken".to_owned(), next.into());
        }
        Ok(Answer::new(200, "application/json", body.to_string()))
    }

    /// Nobody is registered for operations.
    fn alternate_contact(&self) -> Served {
        let kind = self.call().text("AlternateContactType");
        if !matches!(kind, "BILLING" | "SECURITY") {
            let message = "No contact of the inputted alternate contact type found.";
            return Err(Refusal::new(404, "ResourceNotFoundException", message));
        }
        let contact = json!({
            "AlternateContactType": kind,
            "Name": "A. Person",
            "Title": "On call",
            "EmailAddress": "oncall@kestrelpay.example",
            "PhoneNumber": "+1 555 0100",
        });
        let body = json!({ "AlternateContact": contact });
        Ok(Answer::new(200, "application/json", body.to_string()))
    }

    pub(super) fn access_analyzer(&self) -> Served {
        if self.call().operation != "ListAnalyzers" {
            return self.not_implemented();
        }
        let kinds: Vec<_> = self.scenario().analyzers(self.region()).to_vec();
        let (kinds, next) = self.page_of(&kinds, "nextToken", "maxResults", 100, 100)?;
        let analyzers: Vec<_> = kinds
            .iter()
            .map(|kind| {
                let name = kind.to_lowercase();
                json!({
                    "name": name,
                    "arn": self.arn("access-analyzer", &format!("analyzer/{name}")),
                    "type": kind,
                    "status": "ACTIVE",
                    "createdAt": days_ago(300).to_string(),
                })
            })
            .collect();
        let mut body = json!({ "analyzers": analyzers });
        if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
            body.insert("nextToken".to_owned(), next.into());
        }
        Ok(Answer::new(200, "application/json", body.to_string()))
    }

    pub(super) fn sts(&self) -> Served {
        match self.call().operation.as_str() {
            "GetCallerIdentity" => {
                let account = self.account();
                self.query(&format!(
                    "<Arn>arn:aws:sts::{account}:assumed-role/auditor/bartizan</Arn>\
                     <UserId>AROAFAKEAUDITOR00000:bartizan</UserId><Account>{account}</Account>"
                ))
            }
            "AssumeRole" => self.assume_role(),
            _ => self.not_implemented(),
        }
    }

    /// A role whose name contains `external` asks for the external id `bartizan`, as vendors' roles do.
    fn assume_role(&self) -> Served {
        let arn = self.call().text("RoleArn");
        let parts: Vec<_> = arn.splitn(6, ':').collect();
        let [_, _, "iam", _, account, role] = parts[..] else {
            return Err(self.invalid("RoleArn is invalid"));
        };
        let name = role.rsplit('/').next().unwrap_or(role);
        let session = self.call().text("RoleSessionName");
        if account.len() != 12
            || (name.contains("external") && self.call().text("ExternalId") != "bartizan")
        {
            let message =
                format!("User is not authorized to perform: sts:AssumeRole on resource: {arn}");
            return Err(Refusal::new(403, "AccessDenied", message));
        }
        // The credentials outlive every test, whatever day it is.
        self.query(&format!(
            "<Credentials><AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>fake</SecretAccessKey>\
             <SessionToken>fake</SessionToken><Expiration>{}</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>AROAFAKEAUDITOR00000:{session}</AssumedRoleId>\
             <Arn>arn:aws:sts::{account}:assumed-role/{name}/{session}</Arn></AssumedRoleUser>",
            days_ago(0).strftime("2099-%m-%dT00:00:00Z")
        ))
    }
}

impl Scenario {
    /// The kinds of analyzers in a region: the first region has two, every second one of the others one.
    pub(super) fn analyzers(&self, region: &str) -> &'static [&'static str] {
        match self.place(region) {
            Some(0) => &["ACCOUNT", "ACCOUNT_UNUSED_ACCESS"],
            Some(place) if place.is_multiple_of(2) => &["ACCOUNT"],
            _ => &[],
        }
    }
}
