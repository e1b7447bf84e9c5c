//! One test binary over all floors.
