/** The platform database: one organisation's users, providers, conversations, usage and audit. */
@NullMarked
package io.lyss.dao.platform;

import org.jspecify.annotations.NullMarked;
