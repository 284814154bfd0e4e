//! IAM: identity providers and server certificates.

use super::iam::{missing, more, tag_members};
use super::view::View;
use crate::answer::Served;
use crate::scenario::{days_ago, hex, number_in};

impl View<'_> {
    pub(super) fn saml_providers(&self) -> Served {
        let members: String = (0..self.scenario().providers)
            .map(|number| {
                let arn = self.iam_arn(&format!("saml-provider/idp-{number}"));
                format!(
                    "<member><Arn>{arn}</Arn><ValidUntil>{}</ValidUntil><CreateDate>{}</CreateDate></member>",
                    days_ago(0).strftime("2031-%m-%dT00:00:00Z"),
                    days_ago(400)
                )
            })
            .collect();
        self.query(&format!("<SAMLProviderList>{members}</SAMLProviderList>"))
    }

    pub(super) fn oidc_providers(&self) -> Served {
        let members: String = (0..self.scenario().providers)
            .map(|number| format!("<member><Arn>{}</Arn></member>", self.oidc_arn(number)))
            .collect();
        self.query(&format!(
            "<OpenIDConnectProviderList>{members}</OpenIDConnectProviderList>"
        ))
    }

    fn oidc_arn(&self, number: usize) -> String {
        self.iam_arn(&format!("oidc-provider/ci.example.com/{number}"))
    }

    pub(super) fn oidc_provider(&self) -> Served {
        let arn = self.call().text("OpenIDConnectProviderArn");
        let number = number_in(arn)
            .filter(|&number| number < self.scenario().providers && self.oidc_arn(number) == arn)
            .ok_or_else(|| missing("OpenIDConnect Provider"))?;
        self.query(&format!(
            "<Url>ci.example.com/{number}</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>\
             <ThumbprintList><member>{}</member></ThumbprintList><CreateDate>{}</CreateDate><Tags>{}</Tags>",
            hex("thumb", number, 40),
            days_ago(300),
            tag_members(number)
        ))
    }

    pub(super) fn certificates(&self) -> Served {
        let all: Vec<_> = (0..self.scenario().providers).collect();
        let (page, next) = self.page_of(&all, "Marker", "MaxItems", 100, 1000)?;
        let members: String = page
            .iter()
            .map(|&number| {
                let name = format!("legacy-tls-{number}");
                format!(
                    "<member><Path>/</Path><ServerCertificateName>{name}</ServerCertificateName>\
                     <ServerCertificateId>ASCA{}</ServerCertificateId><Arn>{}</Arn><UploadDate>{}</UploadDate>\
                     <Expiration>{}</Expiration></member>",
                    hex("certificate", number, 17).to_uppercase(),
                    self.iam_arn(&format!("server-certificate/{name}")),
                    days_ago(380),
                    days_ago(15)
                )
            })
            .collect();
        self.query(&format!(
            "<ServerCertificateMetadataList>{members}</ServerCertificateMetadataList>{}",
            more(next)
        ))
    }
}
