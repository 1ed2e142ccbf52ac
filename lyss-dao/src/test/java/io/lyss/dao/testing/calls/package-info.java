/**
 * The public calls of each database, one a line, and what holds for all of them.
 *
 * <p>The catalogue of a database is its {@code XCalls}; {@link io.lyss.dao.testing.calls.CallsTest}
 * fails by name if a public method has no line there. A line says the method's signature, whether
 * it reads or writes, and arguments for one call, made in an {@code XWorld}: a tenant or
 * organisation that is new for each call, with makers of the rows that calls need.
 *
 * <pre>{@code
 * writes("rename(UUID, String)", w -> args(w.conversation(), "y")).hides(0);
 * }</pre>
 *
 * <p><b>To add a line</b>: write it below the {@code dao(...)} of its DAO, which says who may call
 * it. Say what strangers must not learn ({@code hides} a key, {@code shows} rows, or {@code
 * leavesOthersFree} to do the same), and what a second call comes to where that is not the same
 * answer ({@code answersAnewTheNextTime}, {@code failsTheNextTime}). Where a property cannot hold,
 * {@code except} takes the reason.
 *
 * <p><b>To add a property</b>: implement {@link io.lyss.dao.testing.calls.Property} for one line,
 * and hang it on {@link io.lyss.dao.testing.calls.CallsTest} as a {@code @TestFactory}; it then
 * runs over every line of every database. {@link io.lyss.dao.testing.calls.Bench} has the database,
 * new worlds, and the content of its tables to compare.
 */
@NullMarked
package io.lyss.dao.testing.calls;

import org.jspecify.annotations.NullMarked;
