//! The browser: page, worker, pool.
