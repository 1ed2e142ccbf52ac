/**
 * The Java of the documents: each snippet of the README and of the pages stands here as code that
 * is compiled and run, and {@link io.lyss.examples.documents.SnippetsTest} compares them.
 */
@NullMarked
package io.lyss.examples.documents;

import org.jspecify.annotations.NullMarked;
