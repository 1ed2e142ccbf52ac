package io.lyss.schema.isolation;

import java.util.List;

/**
 * A function or procedure that a role may call.
 *
 * @param name its name, qualified and quoted
 * @param signature its name with the types of its parameters
 * @param procedure whether it is called by CALL
 * @param pure whether it is declared to change nothing
 * @param parameters the names of what is passed in; empty for those without
 * @param types their types
 * @param defaults how many of the last ones may be left out
 */
record Routine(
    String name,
    String signature,
    boolean procedure,
    boolean pure,
    List<String> parameters,
    List<String> types,
    int defaults) {}
