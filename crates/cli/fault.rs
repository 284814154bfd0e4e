//! Why a command could not do its work, and how a person is told.

use std::fmt::Display;
use std::io::{self, Write};

use bartizan_report::plain;

use crate::exit::Exit;

/// What ends a command.
#[derive(Debug)]
pub(crate) struct Fault {
    exit: Exit,
    message: String,
    hint: Option<String>,
    /// What the message is about, already laid out: the places in rule files.
    details: String,
}

impl Fault {
    pub(crate) fn new(exit: Exit, message: impl Display) -> Self {
        Self {
            exit,
            message: message.to_string(),
            hint: None,
            details: String::new(),
        }
    }

    /// Wrong arguments, input or output.
    pub(crate) fn unusable(message: impl Display) -> Self {
        Self::new(Exit::Unusable, message)
    }

    pub(crate) fn hint(self, hint: impl Display) -> Self {
        Self {
            hint: Some(hint.to_string()),
            ..self
        }
    }

    pub(crate) fn details(self, details: String) -> Self {
        Self { details, ..self }
    }

    /// What happened.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Says it on standard error and gives the exit to end with.
    pub(crate) fn tell(self) -> Exit {
        for line in self.details.lines() {
            say(&plain(line));
        }
        say(&format!("error: {}", plain(&self.message)));
        if let Some(hint) = &self.hint {
            say(&format!("hint: {}", plain(hint)));
        }
        self.exit
    }
}

/// Says something that is no fault but must not be missed.
pub(crate) fn warn(message: impl Display, hint: Option<&str>) {
    say(&format!("warning: {}", plain(&message.to_string())));
    if let Some(hint) = hint {
        say(&format!("hint: {}", plain(hint)));
    }
}

/// Writes a line on standard error. When that fails there is nobody left to tell.
pub(crate) fn say(line: &str) {
    drop(writeln!(io::stderr(), "{line}"));
}
