/** The provider service: channels to LLM providers, access tokens, quota and usage. */
@NullMarked
package io.lyss.dao.provider;

import org.jspecify.annotations.NullMarked;
