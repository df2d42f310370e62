//! Sealed cursors: a caller can give one back and do nothing else with it.
