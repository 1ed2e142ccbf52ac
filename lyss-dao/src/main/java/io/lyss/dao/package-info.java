/** The types that all databases of LYSS share: scopes, pages, and values of rows. */
@NullMarked
package io.lyss.dao;

import org.jspecify.annotations.NullMarked;
