/**
 * LYSS's records as JSON: a {@link io.lyss.dao.Json} is the JSON that it holds, and not a string
 * with JSON inside; a {@link io.lyss.dao.Cursor} is its token. Both ways, with Jackson 2 ({@link
 * io.lyss.jackson.LyssJackson2Module}) and Jackson 3 ({@link io.lyss.jackson.LyssJacksonModule}),
 * which find their module by themselves where the host asks them to look for modules.
 */
@NullMarked
package io.lyss.jackson;

import org.jspecify.annotations.NullMarked;
