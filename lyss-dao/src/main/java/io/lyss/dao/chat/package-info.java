/** The chat service: conversations, their messages, and summaries of these. */
@NullMarked
package io.lyss.dao.chat;

import org.jspecify.annotations.NullMarked;
