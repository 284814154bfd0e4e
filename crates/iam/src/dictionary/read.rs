//! The embedded text: one line a fact, fields apart by tabs. `cargo xtask dictionary` writes and describes it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::action::{ActionEntry, Reference};
use super::key::Key;
use super::resource::{ResourceEntry, pattern};
use super::service::{Service, Slot};
use super::{AccessLevel, Dictionary, Source};

/// The most that is unpacked: several times what AWS has.
const LARGEST: usize = 32 * 1024 * 1024;

/// The dictionary in packed bytes; none if they are not one, which a test excludes.
pub(super) fn unpack(packed: &[u8]) -> Option<Dictionary> {
    let text = zstd::bulk::decompress(packed, LARGEST).ok()?;
    // It is needed until the process ends: every name in the dictionary is a part of it.
    let text: &'static str = String::from_utf8(text).ok()?.leak();
    let (head, mut rest) = text.split_once('\n')?;
    let mut fields = head.split('\t');
    if fields.next() != Some("bartizan.dictionary/1") {
        return None;
    }
    let mut dictionary = Dictionary {
        source: Source {
            package: fields.next()?,
            version: fields.next()?,
            updated: fields.next()?,
            sha256: fields.next()?,
            license: fields.next()?,
        },
        ..Dictionary::default()
    };
    while let Some((line, after)) = rest
        .split_once('\n')
        .filter(|(line, _)| !line.starts_with("S\t"))
    {
        let mut fields = line.split('\t');
        match (fields.next(), fields.next(), fields.next()) {
            (Some("G"), Some(key), Some(letter)) => dictionary.global.push(Key::read(key, letter)?),
            (Some("U"), Some(first), Some(services)) => {
                let services = services.split(',').collect();
                dictionary.strangers.insert(first, services);
            }
            _ => return None,
        }
        rest = after;
    }
    dictionary.services = slots(rest);
    let prefixes = dictionary.services.iter().enumerate();
    dictionary.by_prefix = prefixes
        .map(|(at, slot)| (slot.prefix, at))
        .collect::<HashMap<_, _>>();
    Some(dictionary)
}

/// The services' parts of the text, none of them read yet.
fn slots(text: &'static str) -> Vec<Slot> {
    let text = text.strip_prefix("S\t").unwrap_or(text);
    let slot = |text: &'static str| Slot {
        prefix: text.split(['\t', '\n']).next().unwrap_or_default(),
        text,
        service: OnceLock::new(),
    };
    text.split("\nS\t").map(slot).collect()
}

/// One service, from its part of the text. A line that makes no sense is left out; a test excludes any.
pub(super) fn service(prefix: &'static str, text: &'static str) -> Service {
    let mut service = Service {
        prefix,
        ..Service::default()
    };
    let mut lines = text.lines();
    let head = lines.next().and_then(|line| line.split_once('\t'));
    service.name = head.map_or("", |(_, name)| name);
    for line in lines {
        let read = fact(&mut service, line);
        debug_assert!(read.is_some(), "{prefix}: {line}");
    }
    service
}

fn fact(service: &mut Service, line: &'static str) -> Option<()> {
    let mut fields = line.split('\t');
    match fields.next()? {
        "K" => service
            .keys
            .push(Key::read(fields.next()?, fields.next()?)?),
        "C" => {
            let numbers = fields.next()?.split(',').map(|it| it.parse().ok());
            service.sets.push(numbers.collect::<Option<_>>()?);
        }
        "R" => {
            let (name, arn) = (fields.next()?, fields.next()?);
            service.resources.push(ResourceEntry {
                name,
                arn,
                pattern: pattern(arn),
                set: set(fields.next()?),
            });
        }
        "A" => service.actions.push(ActionEntry {
            name: fields.next()?,
            access: AccessLevel::of_letter(fields.next()?)?,
            set: set(fields.next()?),
            resources: references(fields.next()?)?,
        }),
        _ => return None,
    }
    Some(())
}

/// The number of a set of keys; nothing stands for the empty set.
fn set(text: &str) -> Option<u16> {
    text.parse().ok()
}

fn references(text: &str) -> Option<Vec<Reference>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (resource, keys) = text.split_once(':').unwrap_or((text, ""));
        Some(Reference {
            resource: resource.trim_end_matches('!').parse().ok()?,
            required: resource.ends_with('!'),
            set: set(keys),
        })
    };
    text.split(',').map(one).collect()
}
