/** What all databases of LYSS share: scopes, pages, and the types that rows are made of. */
@NullMarked
package io.lyss.dao;

import org.jspecify.annotations.NullMarked;
