/**
 * The provider service: channels to LLM providers, access tokens, quota and usage.
 *
 * <p>It has four neighbourhoods, and what a type is of, its name begins with or a DAO there takes
 * or returns:
 *
 * <ul>
 *   <li>channels, and which of them a request takes: {@link io.lyss.dao.provider.ChannelDao},
 *       {@link io.lyss.dao.provider.ChannelKeyDao}, {@link io.lyss.dao.provider.ProviderTypeDao},
 *       {@link io.lyss.dao.provider.RoutingDao};
 *   <li>tokens: {@link io.lyss.dao.provider.TokenDao};
 *   <li>limits, and what is reserved of them: {@link io.lyss.dao.provider.QuotaDao}, {@link
 *       io.lyss.dao.provider.BudgetDao}, {@link io.lyss.dao.provider.TenantSettingsDao};
 *   <li>usage and its prices: {@link io.lyss.dao.provider.UsageDao}, {@link
 *       io.lyss.dao.provider.PriceDao}.
 * </ul>
 *
 * <p>They are one package, as in every other database, because packages of their own would make
 * public what only the session and the DAOs share: the constructors of the DAOs, how a statement is
 * made, rows that two of them read. A request also goes through all four ({@code ChannelRequest},
 * {@code Limits} and {@code Quota} belong to none of them alone), so a host would import from each.
 */
@NullMarked
package io.lyss.dao.provider;

import org.jspecify.annotations.NullMarked;
