//! ARNs: their six parts, and patterns that match them part by part.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use crate::glob::{Match, Pattern};
use crate::template::{Lookup, Syntax, Token, tokens};

/// An ARN's parts: `arn:partition:service:region:account:resource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, ….
    pub partition: &'a str,
    /// The service's prefix, as in actions.
    pub service: &'a str,
    /// Empty for what is in no region.
    pub region: &'a str,
    /// Empty for what is in no account's namespace, such as buckets.
    pub account: &'a str,
    /// Everything after the fifth colon, further colons included.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// The parts of a text that has all six; `None` when it does not begin with `arn:` or has fewer.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let [arn, partition, service, region, account, resource] = split(text)?;
        (arn == "arn").then_some(Self {
            partition,
            service,
            region,
            account,
            resource,
        })
    }
}

/// A text's six parts at its first five colons.
///
/// In one pass over the bytes: every decision takes an ARN apart, and searching for each colon anew was a quarter of it.
fn split(text: &str) -> Option<[&str; 6]> {
    let mut cuts = [0; 5];
    let mut found = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b':' {
            *cuts.get_mut(found)? = at;
            found += 1;
            if found == cuts.len() {
                break;
            }
        }
    }
    if found < cuts.len() {
        return None;
    }
    let [a, b, c, d, e] = cuts;
    Some([
        text.get(..a)?,
        text.get(a + 1..b)?,
        text.get(b + 1..c)?,
        text.get(c + 1..d)?,
        text.get(d + 1..e)?,
        text.get(e + 1..)?,
    ])
}

/// A value of `ArnLike` and its kin: each of the six parts is matched by itself.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN>
#[derive(Debug, Clone)]
pub(crate) enum ArnPattern {
    /// `*` alone matches any value.
    Any,
    /// One pattern a part.
    Parts(Box<[Pattern; 6]>),
    /// A variable stands for several parts, so the parts are known only with its value.
    Whole(Box<[Token]>),
    /// Fewer than six parts: no ARN matches it.
    Malformed,
}

impl ArnPattern {
    pub(crate) fn new(text: &str, variables: bool) -> Self {
        let syntax = Syntax {
            wildcards: true,
            variables,
        };
        let all = tokens(text, syntax);
        if matches!(all.as_slice(), [Token::Any]) {
            return Self::Any;
        }
        match six(&all) {
            Some(parts) => Self::Parts(Box::new(parts.map(Pattern::from_tokens))),
            None if all.iter().any(|t| matches!(t, Token::Var(_))) => Self::Whole(all.into()),
            None => Self::Malformed,
        }
    }

    pub(crate) fn matches(&self, text: &str, lookup: &impl Lookup) -> Match {
        match self {
            Self::Any => Match::Yes,
            Self::Malformed => Match::No,
            Self::Parts(patterns) => match_parts(patterns, text, lookup),
            Self::Whole(tokens) => {
                let mut resolved = Vec::with_capacity(tokens.len());
                for token in tokens {
                    let Token::Var(variable) = token else {
                        resolved.push(token.clone());
                        continue;
                    };
                    match lookup.variable(variable) {
                        crate::template::Resolved::Text(value) => {
                            resolved.push(Token::Text(value.into()));
                        }
                        crate::template::Resolved::Missing => return Match::No,
                        crate::template::Resolved::Unknown => return Match::Unknown,
                    }
                }
                match six(&resolved) {
                    Some(parts) => match_parts(&parts.map(Pattern::from_tokens), text, lookup),
                    None => Match::No,
                }
            }
        }
    }
}

fn match_parts(patterns: &[Pattern; 6], text: &str, lookup: &impl Lookup) -> Match {
    let Some(parts) = split(text) else {
        return Match::No;
    };
    let mut all = Match::Yes;
    for (pattern, part) in patterns.iter().zip(parts) {
        match pattern.matches(part, lookup) {
            Match::Yes => {}
            Match::No => return Match::No,
            Match::Unknown => all = Match::Unknown,
        }
    }
    all
}

/// The tokens cut at the first five colons of their literal text.
pub(crate) fn six(tokens: &[Token]) -> Option<[Vec<Token>; 6]> {
    let mut parts: [Vec<Token>; 6] = Default::default();
    let mut at = 0;
    for token in tokens {
        let Token::Text(text) = token else {
            parts.get_mut(at)?.push(token.clone());
            continue;
        };
        let mut text = &**text;
        while at < 5
            && let Some((before, after)) = text.split_once(':')
        {
            if !before.is_empty() {
                parts.get_mut(at)?.push(Token::Text(before.into()));
            }
            at += 1;
            text = after;
        }
        if !text.is_empty() {
            parts.get_mut(at)?.push(Token::Text(text.into()));
        }
    }
    (at == 5).then_some(parts)
}

/// A `Resource` element as AWS reads it: an ARN that stops early is completed with wildcards.
///
/// Unlike in `ArnLike`, the pattern is matched as a whole: a `*` at the end of a part goes on beyond its colon.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards>
pub(crate) fn resource_pattern(text: &str, variables: bool) -> Pattern {
    Pattern::from_tokens(resource_tokens(text, variables))
}

/// As [`resource_pattern`], for readers that compare patterns with patterns.
pub(crate) fn resource_tokens(text: &str, variables: bool) -> Vec<Token> {
    let syntax = Syntax {
        wildcards: true,
        variables,
    };
    let mut all = tokens(text, syntax);
    let mut colons = 0;
    for token in &all {
        match token {
            Token::Text(text) => colons += text.matches(':').count(),
            // Its value may bring the colons.
            Token::Var(_) if colons < 5 => colons = 5,
            _ => {}
        }
    }
    let begins = matches!(all.first(), Some(Token::Text(text)) if text.starts_with("arn:"));
    if begins {
        for _ in colons..5 {
            all.push(Token::Text(":".into()));
            all.push(Token::Any);
        }
    }
    all
}
