//! Systems Manager's documents and service settings.

use serde_json::{Value, json};

use super::view::{View, json_tags, with_token};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{number_in, team};

const PUBLIC_SHARING: &str = "/ssm/documents/console/public-sharing-permission";

impl View<'_> {
    /// Honours the filter `Owner`, which takes `Self` among others; AWS's own documents are left out.
    /// <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListDocuments.html>
    pub(super) fn documents(&self) -> Served {
        let filters = self.call().params.get("Filters").and_then(Value::as_array);
        let own = filters.is_some_and(|filters| {
            let own = json!({"Key": "Owner", "Values": ["Self"]});
            filters.contains(&own)
        });
        if !own {
            return Err(self.invalid("only the account's own documents are served here"));
        }
        let here = self.here(self.scenario().documents);
        let (page, next) = self.page_of(&here, "NextToken", "MaxResults", 10, 50)?;
        let documents: Value = page
            .iter()
            .map(|&number| {
                json!({
                    "Name": document_name(number),
                    "Owner": self.account(),
                    "DocumentType": if number % 2 == 0 { "Command" } else { "Automation" },
                    "DocumentFormat": "YAML",
                    "DocumentVersion": "1",
                    "Tags": json_tags(number),
                })
            })
            .collect();
        Ok(with_token(
            json!({"DocumentIdentifiers": documents}),
            "NextToken",
            next,
        ))
    }

    /// Of four documents one is shared with everyone, and one with two accounts.
    pub(super) fn document_permission(&self) -> Served {
        let name = self.call().text("Name");
        let number = number_in(name)
            .filter(|&number| {
                let here = self.here(self.scenario().documents);
                document_name(number) == name && here.contains(&number)
            })
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "InvalidDocument",
                    format!("Document {name} does not exist"),
                )
            })?;
        let all: &[&str] = match number % 4 {
            1 => &["all"],
            2 => &["555566667777", "444455556666"],
            _ => &[],
        };
        let (accounts, next) = self.page_of(all, "NextToken", "MaxResults", 200, 200)?;
        let infos: Value = accounts
            .iter()
            .map(|account| json!({"AccountId": account, "SharedDocumentVersion": "$DEFAULT"}))
            .collect();
        Ok(with_token(
            json!({"AccountIds": accounts, "AccountSharingInfoList": infos}),
            "NextToken",
            next,
        ))
    }

    /// Every second region, the first one included, keeps documents from being shared with everyone.
    pub(super) fn service_setting(&self) -> Served {
        let id = self.call().text("SettingId");
        if id != PUBLIC_SHARING {
            return Err(Refusal::new(
                400,
                "ServiceSettingNotFound",
                format!("{id} is no setting"),
            ));
        }
        let place = self.scenario().place(self.region());
        let value = match place {
            Some(place) if place.is_multiple_of(2) => "Disable",
            _ => "Enable",
        };
        Ok(Answer::json(&json!({"ServiceSetting": {
            "SettingId": id,
            "SettingValue": value,
            "ARN": self.arn("ssm", &format!("servicesetting{id}")),
            "Status": if place.is_some() { "Customized" } else { "Default" },
        }})))
    }
}

fn document_name(number: usize) -> String {
    format!("{}-restart-{number}", team(number))
}
