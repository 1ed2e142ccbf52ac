/** What a DBA is shown of each database, written from the catalog of one that was migrated. */
@NullMarked
package io.lyss.schema.review;

import org.jspecify.annotations.NullMarked;
