//! Documents of the account's own, and whom they are shared with. Their content is never read.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{DocumentIdentifier, DocumentKeyValuesFilter, DocumentPermissionType};
use bartizan_model::aws::ssm::Document;
use bartizan_model::{Observed, ResourceType};

use super::{DESCRIBE_DOCUMENT_PERMISSION, LIST_DOCUMENTS, arn};
use crate::fault::sent;
use crate::kit::AwsCx;

/// Hands over the region's documents that the account owns.
pub(super) async fn documents(cx: &AwsCx, ssm: &Client) {
    let own = DocumentKeyValuesFilter::builder()
        .key("Owner")
        .values("Self")
        .build();
    let documents = cx
        .list(
            LIST_DOCUMENTS,
            &[Document::TYPE],
            |token| {
                sent(
                    ssm.list_documents()
                        .filters(own.clone())
                        .max_results(50)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| {
                (
                    page.document_identifiers.unwrap_or_default(),
                    page.next_token,
                )
            },
        )
        .await;
    cx.each(documents, |it| document(cx, ssm, it)).await;
}

async fn document(cx: &AwsCx, ssm: &Client, it: DocumentIdentifier) {
    let Some(name) = it.name else {
        return;
    };
    let shared_with = shared_with(cx, ssm, &name).await;
    let tags = it.tags.unwrap_or_default().into_iter();
    let id = arn(cx, "ssm", &format!("document/{name}"));
    cx.emit(Document {
        document_type: it.document_type.map(|kind| kind.to_string()),
        shared_with,
        tags: Observed::Known(tags.map(|tag| (tag.key, tag.value)).collect()),
        ..Document::at(id, name, cx.account(), cx.region())
    });
}

async fn shared_with(cx: &AwsCx, ssm: &Client, name: &str) -> Observed<Vec<String>> {
    let pages = cx
        .pages(
            DESCRIBE_DOCUMENT_PERMISSION,
            |token| {
                sent(
                    ssm.describe_document_permission()
                        .name(name)
                        .permission_type(DocumentPermissionType::Share)
                        .max_results(200)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.account_ids.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|accounts| {
        // AWS writes `All` where it is asked to share with `All`, and `all` elsewhere.
        let mut accounts: Vec<_> = accounts
            .iter()
            .map(|account| account.to_ascii_lowercase())
            .collect();
        accounts.sort();
        accounts.dedup();
        accounts
    })
}
