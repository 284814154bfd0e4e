//! Identity providers that the account trusts, and certificates kept in IAM.

use aws_sdk_iam::Client;
use bartizan_model::ResourceType;
use bartizan_model::aws::iam::{OidcProvider, SamlProvider, ServerCertificate};

use super::details::list_tags;
use super::{
    GET_OIDC_PROVIDER, LIST_OIDC_PROVIDERS, LIST_SAML_PROVIDER_TAGS, LIST_SAML_PROVIDERS,
    LIST_SERVER_CERTIFICATE_TAGS, LIST_SERVER_CERTIFICATES,
};
use crate::fault::sent;
use crate::kit::AwsCx;
use crate::time::timestamp;

/// What follows the last slash: the name of a provider in its ARN.
fn name(arn: &str) -> &str {
    arn.split_once('/').map_or(arn, |(_, name)| name)
}

/// SAML providers. Their metadata documents are not read.
pub(super) async fn saml(cx: &AwsCx, client: &Client) {
    let providers = cx
        .list(
            LIST_SAML_PROVIDERS,
            &[SamlProvider::TYPE],
            |_| sent(client.list_saml_providers().send()),
            |page| (page.saml_provider_list.unwrap_or_default(), None),
        )
        .await;
    cx.each(providers, |it| async move {
        let Some(arn) = it.arn else { return };
        let tags = list_tags(cx, LIST_SAML_PROVIDER_TAGS, |marker| {
            let call = client
                .list_saml_provider_tags()
                .saml_provider_arn(&arn)
                .set_marker(marker);
            async move { sent(call.send()).await.map(|page| (page.tags, page.marker)) }
        });
        let tags = tags.await;
        let provider = SamlProvider {
            created_at: it.create_date.as_ref().and_then(timestamp),
            valid_until: it.valid_until.as_ref().and_then(timestamp),
            tags,
            ..SamlProvider::at(&arn, name(&arn), cx.account(), None)
        };
        cx.emit(provider);
    })
    .await;
}

/// OpenID Connect providers.
pub(super) async fn oidc(cx: &AwsCx, client: &Client) {
    let providers = cx
        .list(
            LIST_OIDC_PROVIDERS,
            &[OidcProvider::TYPE],
            |_| sent(client.list_open_id_connect_providers().send()),
            |page| (page.open_id_connect_provider_list.unwrap_or_default(), None),
        )
        .await;
    cx.each(providers, |it| async move {
        let Some(arn) = it.arn else { return };
        let details = cx
            .ask(GET_OIDC_PROVIDER, || {
                sent(
                    client
                        .get_open_id_connect_provider()
                        .open_id_connect_provider_arn(&arn)
                        .send(),
                )
            })
            .await;
        let provider = OidcProvider {
            url: details.part(|it| it.url.clone()),
            client_ids: details.part(|it| {
                let mut ids = it.client_id_list.clone().unwrap_or_default();
                ids.sort();
                Some(ids)
            }),
            created_at: details.part(|it| it.create_date.as_ref().and_then(timestamp)),
            tags: details.part(|it| {
                let tags = it.tags.iter().flatten();
                Some(
                    tags.map(|tag| (tag.key.clone(), tag.value.clone()))
                        .collect(),
                )
            }),
            ..OidcProvider::at(&arn, name(&arn), cx.account(), None)
        };
        cx.emit(provider);
    })
    .await;
}

/// TLS certificates. Only their metadata is read.
pub(super) async fn certificates(cx: &AwsCx, client: &Client) {
    let certificates = cx
        .list(
            LIST_SERVER_CERTIFICATES,
            &[ServerCertificate::TYPE],
            |marker| {
                sent(
                    client
                        .list_server_certificates()
                        .max_items(1000)
                        .set_marker(marker)
                        .send(),
                )
            },
            |page| (page.server_certificate_metadata_list, page.marker),
        )
        .await;
    cx.each(certificates, |it| async move {
        let certificate = it.server_certificate_name.as_str();
        let tags = list_tags(cx, LIST_SERVER_CERTIFICATE_TAGS, |marker| {
            let call = client
                .list_server_certificate_tags()
                .server_certificate_name(certificate)
                .set_marker(marker);
            async move { sent(call.send()).await.map(|page| (page.tags, page.marker)) }
        });
        let tags = tags.await;
        let certificate = ServerCertificate {
            path: it.path,
            uploaded_at: it.upload_date.as_ref().and_then(timestamp),
            expires_at: it.expiration.as_ref().and_then(timestamp),
            tags,
            ..ServerCertificate::at(it.arn, it.server_certificate_name, cx.account(), None)
        };
        cx.emit(certificate);
    })
    .await;
}
