/** What the sessions of all databases have in common: transactions, events and storage. */
@NullMarked
package io.lyss.dao.session;

import org.jspecify.annotations.NullMarked;
