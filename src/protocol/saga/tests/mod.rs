//! Stories through one door: scripts.
