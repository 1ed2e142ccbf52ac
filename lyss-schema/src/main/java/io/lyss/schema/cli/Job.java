package io.lyss.schema.cli;

import io.lyss.schema.LyssMigrator;

/**
 * One database that a command is to handle.
 *
 * @param name what a person calls the database
 * @param schema the PostgreSQL schema that holds it, or is to
 * @param migrator handles it
 */
record Job(String name, String schema, LyssMigrator migrator) {}
