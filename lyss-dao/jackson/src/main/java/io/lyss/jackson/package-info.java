/**
 * LYSS's records as JSON: a {@link io.lyss.dao.Json} is the JSON that it holds, and not a string
 * with JSON inside; a {@link io.lyss.dao.Cursor} is its token. It is written and read by Jackson 2
 * ({@link io.lyss.jackson.LyssJackson2Module}) and Jackson 3 ({@link
 * io.lyss.jackson.LyssJacksonModule}). A mapper that looks for modules finds the one that fits.
 */
@NullMarked
package io.lyss.jackson;

import org.jspecify.annotations.NullMarked;
