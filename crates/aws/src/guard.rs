//! The interceptor that keeps a collector to the calls it declared, and answers to being whole.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextMut,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use bartizan_collect::Action;

/// Refuses every call that is not declared, before anything is sent.
#[derive(Debug)]
pub(crate) struct Guard {
    declared: &'static [Action],
    endpoint: Option<String>,
}

/// A call that its collector had not declared.
#[derive(Debug, thiserror::Error)]
#[error("the call {service} {operation} is not declared")]
pub(crate) struct Undeclared {
    service: String,
    operation: String,
}

impl Guard {
    /// A guard for clients of a collector. `endpoint` is the URL that stands for all of AWS, when there is one.
    pub(crate) fn new(declared: &'static [Action], endpoint: Option<&str>) -> Self {
        Self {
            declared,
            endpoint: endpoint.map(str::to_owned),
        }
    }
}

impl Intercept for Guard {
    fn name(&self) -> &'static str {
        "bartizan guard"
    }

    // Not the earlier hook: before execution the SDK has not yet said which operation it is.
    fn read_before_serialization(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (service, operation) = config
            .load::<Metadata>()
            .map_or(("?", "?"), |call| (call.service(), call.name()));
        if self
            .declared
            .iter()
            .any(|action| action.is(service, operation))
        {
            return Ok(());
        }
        Err(Undeclared {
            service: service.to_owned(),
            operation: operation.to_owned(),
        }
        .into())
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // S3 Control puts the account's number before the host. An emulator has no such name,
        // so its calls go to the host as given; the number also travels in a header.
        if let Some(endpoint) = &self.endpoint
            && config
                .load::<Metadata>()
                .is_some_and(|call| call.service() == "S3 Control")
        {
            context.request_mut().uri_mut().set_endpoint(endpoint)?;
        }
        Ok(())
    }

    // Not an earlier hook: the body is only in memory once the SDK has parsed it.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        // An error tells its code early; without its end it is still an error.
        if response.status().is_success()
            && let Some(body) = response.body().bytes()
        {
            crate::whole::check(body)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
