//! `bartizan iam`: questions about access, answered by the engine in `bartizan-iam`.

pub(crate) mod can;
pub(crate) mod compare;
mod document;
mod eval;
mod lines;
mod lint;
pub(crate) mod paths;
mod policy;
pub(crate) mod public;
pub(crate) mod reach;
pub(crate) mod shrink;

use crate::args::iam::IamCommand;
use crate::exit::Exit;
use crate::fault::Fault;

/// Does what was asked for.
pub(crate) fn run(command: &IamCommand) -> Result<Exit, Fault> {
    match command {
        IamCommand::Can(args) => can::run(args),
        IamCommand::Lint(args) => lint::run(args),
        IamCommand::Compare(args) => compare::run(args),
        IamCommand::CheckNotGranted(args) => compare::not_granted(args),
        IamCommand::Public(args) => public::run(args),
        IamCommand::Shrink(args) => shrink::run(args),
        IamCommand::Paths(args) => paths::run(args),
        IamCommand::WhoCan(args) => reach::who_can(args),
        IamCommand::WhatCan(args) => reach::what_can(args),
        IamCommand::Eval(args) => eval::run(args),
    }
}
