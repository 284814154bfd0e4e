//! Paths to other permissions: techniques as they ship, over accounts made up here and over those that others labelled.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "paths/labelled.rs"]
mod labelled;
#[path = "paths/others.rs"]
mod others;
#[path = "paths/scenes.rs"]
mod scenes;
#[path = "paths/techniques.rs"]
mod techniques;
#[path = "paths/world.rs"]
mod world;
