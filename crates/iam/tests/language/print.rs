//! What is printed reads back the same, whatever a document holds.

use std::collections::BTreeMap;

use bartizan_iam::parse::read;
use bartizan_iam::{Effect, Kind, PolicyDocument, Principals, Statement};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(any::<String>(), 0..4)
}

fn principals() -> impl Strategy<Value = Option<Principals>> {
    option::of(btree_map(any::<String>(), texts(), 0..3).prop_map(Principals))
}

fn conditions() -> impl Strategy<Value = BTreeMap<String, BTreeMap<String, Vec<String>>>> {
    btree_map(
        any::<String>(),
        btree_map(any::<String>(), texts(), 0..3),
        0..3,
    )
}

prop_compose! {
    fn statement()(
        sid in option::of(any::<String>()),
        allow in any::<bool>(),
        principal in principals(),
        not_principal in principals(),
        action in texts(),
        not_action in texts(),
        resource in texts(),
        not_resource in texts(),
        condition in conditions(),
    ) -> Statement {
        let effect = if allow { Effect::Allow } else { Effect::Deny };
        Statement { sid, effect, principal, not_principal, action, not_action, resource, not_resource, condition }
    }
}

proptest! {
    // Where failures are kept is found from a lib.rs beside the test, and here is none.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_reading_is_the_identity(
        version in option::of(any::<String>()),
        id in option::of(any::<String>()),
        statement in vec(statement(), 0..4),
    ) {
        let document = PolicyDocument { version, id, statement };
        for text in [document.to_string(), format!("{document:#}")] {
            prop_assert_eq!(&PolicyDocument::parse(&text).unwrap(), &document);
            let reading = read(&text, Kind::Identity);
            prop_assert_eq!(reading.document.as_ref(), Some(&document));
            // Every place is one of the text, and the lists have as many places as values.
            prop_assert_eq!(reading.spans.statements.len(), document.statement.len());
            for (statement, spans) in document.statement.iter().zip(&reading.spans.statements) {
                let places = spans.action.as_ref().map_or(0, |it| it.items.len());
                prop_assert_eq!(places, statement.action.len());
            }
            for problem in &reading.problems {
                prop_assert!(text.get(problem.span.start..problem.span.end).is_some(), "{:?}", problem);
            }
        }
    }

    /// No text, however odd, does more than be refused.
    #[test]
    fn no_text_does_harm(text in "[{}\\[\\]\":,a-zA-Z0-9*?$. \\\\]{0,200}") {
        for &kind in Kind::ALL {
            read(&text, kind);
        }
    }
}
