/** The chat service: conversations, their messages and their summaries. */
@NullMarked
package io.lyss.dao.chat;

import org.jspecify.annotations.NullMarked;
