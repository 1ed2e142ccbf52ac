-- Nothing any more: what a new budget has to meet is part of create_budget. A host that has applied this file would
-- take one that is not there for a schema of another version.
select;
