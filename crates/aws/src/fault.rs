//! The SDK's errors, told apart by what they say about the account.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use bartizan_collect::{Action, Fault};
use bartizan_model::{Observed, Reason};

use crate::guard::Undeclared;

/// <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html> and the services' own spellings.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AllAccessDisabled",
    "AuthorizationError",
    "AuthorizationErrorException",
    "Forbidden",
    "InsufficientDependencyServiceAccessPermissionException",
    "NotAuthorized",
    "UnauthorizedAccess",
    "UnauthorizedOperation",
];

/// The codes that the SDKs' own retry policies take for throttling.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const CREDENTIALS: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotSignedUp",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];

/// After one of these no call with the same credentials can succeed. The other codes may be
/// the answer of one region or service only.
const EXPIRED: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "TokenRefreshRequired",
];

const UNSUPPORTED: &[&str] = &[
    "InvalidAction",
    "MethodNotAllowed",
    "NotImplemented",
    "UnknownAction",
    "UnknownOperationException",
];

const GONE: &[&str] = &[
    "AssociationDoesNotExist",
    "DoesNotExistException",
    "EventDataStoreNotFoundException",
    "NoSuchBucket",
    "NoSuchEntity",
    "NoSuchEntityException",
    "NoSuchResource",
    "NotFoundException",
    "ResourceNotFoundException",
    "TrailNotFoundException",
    "WAFNonexistentItemException",
];

/// The longest wait that a service may ask for.
const LONGEST_WAIT: u64 = 20;

/// Sends a call and turns the SDK's error into ours.
///
/// # Errors
/// The fault, when the call was not answered.
pub(crate) async fn sent<T, E>(
    call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
) -> Result<T, Fault>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    call.await.map_err(|error| fault(&error))
}

/// A part that every answer to a call has; an answer without it was not understood.
pub(crate) fn told<T>(from: Action, part: Option<T>) -> Observed<T> {
    part.ok_or_else(|| Fault::new(Reason::Malformed, None).gap(&from))
        .into()
}

fn fault<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::TimeoutError(_) => Fault::new(Reason::Timeout, None),
        // The SDK also says "service error" of an answer that succeeded and that it cannot parse.
        SdkError::ServiceError(answer)
            if answer.raw().status().is_success() && answer.err().code().is_none() =>
        {
            Fault::new(Reason::Malformed, None)
        }
        SdkError::ServiceError(answer) => from_answer(answer.err().code(), answer.raw()),
        SdkError::ResponseError(answer) => {
            let raw = answer.raw();
            if raw.status().is_success() {
                Fault::new(Reason::Malformed, None)
            } else {
                from_answer(None, raw)
            }
        }
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            Fault::new(Reason::Timeout, None)
        }
        _ => unsent(error),
    }
}

/// A call that never reached a service: refused by the guard, without credentials, or without a connection.
fn unsent(error: &(dyn Error + 'static)) -> Fault {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if inner.is::<Undeclared>() {
            return Fault::new(Reason::Undeclared, None);
        }
        if inner.is::<CredentialsError>() {
            return without_credentials(inner);
        }
        cause = inner.source();
    }
    Fault::new(Reason::Unreachable, None)
}

/// A call for which there are no credentials. When a role was to give them, what AWS said to that is told.
fn without_credentials(error: &(dyn Error + 'static)) -> Fault {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<AssumeRoleError>() {
            let code = refused.code();
            let denied = code.is_some_and(|code| DENIED.contains(&code));
            let reason = if denied {
                Reason::AccessDenied
            } else {
                Reason::Credentials
            };
            return Fault {
                fatal: true,
                ..Fault::new(reason, code)
            };
        }
        cause = inner.source();
    }
    Fault {
        fatal: true,
        ..Fault::new(Reason::Credentials, None)
    }
}

fn from_answer(code: Option<&str>, raw: &HttpResponse) -> Fault {
    let status = raw.status().as_u16();
    // Some services add a namespace or a URL to the code: `com.amazonaws…#Code`, `Code:http://…`.
    let code = code.map(|code| {
        let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
        code.split_once(':').map_or(code, |(code, _)| code)
    });
    let any_of = |codes: &[&str]| code.is_some_and(|code| codes.contains(&code));
    let reason = if any_of(THROTTLED) || status == 429 {
        Reason::Throttled
    } else if any_of(DENIED) {
        Reason::AccessDenied
    } else if any_of(CREDENTIALS) || status == 401 {
        Reason::Credentials
    } else if any_of(UNSUPPORTED) || status == 501 || (status == 500 && is_page(raw)) {
        // AWS never fails with an HTML page and status 500; an emulator that lacks the call does.
        Reason::Unsupported
    } else if any_of(GONE) {
        Reason::Gone
    } else if status == 403 {
        Reason::AccessDenied
    } else {
        Reason::Failed
    };
    Fault {
        transient: reason == Reason::Throttled || (reason == Reason::Failed && status >= 500),
        fatal: any_of(EXPIRED),
        retry_after: retry_after(raw),
        ..Fault::new(reason, code)
    }
}

fn is_page(raw: &HttpResponse) -> bool {
    raw.headers()
        .get("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
}

fn retry_after(raw: &HttpResponse) -> Option<Duration> {
    let seconds: u64 = raw.headers().get("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(LONGEST_WAIT)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use aws_sdk_s3::operation::get_bucket_versioning::GetBucketVersioningError;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn answered(status: u16, code: Option<&str>) -> Fault {
        let raw = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
        let mut error = ErrorMetadata::builder();
        if let Some(code) = code {
            error = error.code(code);
        }
        let error = GetBucketVersioningError::generic(error.build());
        fault(&SdkError::service_error(error, raw))
    }

    #[test]
    fn an_answer_that_succeeded_and_cannot_be_parsed_is_malformed() {
        assert_eq!(answered(200, None).reason, Reason::Malformed);
    }

    #[test]
    fn a_refusal_without_a_code_is_still_a_refusal() {
        assert_eq!(answered(403, None).reason, Reason::AccessDenied);
        assert_eq!(answered(501, None).reason, Reason::Unsupported);
        assert_eq!(answered(503, None).reason, Reason::Failed);
    }

    #[test]
    fn a_namespace_around_a_code_does_not_hide_it() {
        for code in ["SlowDown", "com.amazonaws#SlowDown", "SlowDown:http://x/"] {
            let fault = answered(503, Some(code));
            assert_eq!(fault.reason, Reason::Throttled, "{code}");
            assert!(fault.transient, "{code}");
        }
    }
}
