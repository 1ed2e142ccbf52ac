package io.lyss.dao.session;

import io.lyss.dao.Json;

/**
 * A row that is about a person.
 *
 * @param place its position among all rows of the person; the next call continues after it
 * @param data its columns, a JSON object, without secrets
 */
public record PersonalRow(String table, Json place, Json data) {}
