mod begin;
mod conclude;
mod counts;
