/**
 * The way of plain packets: a burst in passes over flat native memory. Whole packets of known flows, which fit and have
 * one live SA, are parsed, prepared, sealed or opened, and sent, each pass for all of them before the next begins.
 * Whatever is anything else leaves at its place for the stages of {@code dev.narrows.worker}, one by one and in order;
 * both decide alike.
 *
 * <p>{@link dev.narrows.fastpath.FastPath} has the passes in their order. Each has the layout of its memory in a table:
 * {@link dev.narrows.fastpath.WorkArea} what is known of a packet of the burst, {@link dev.narrows.fastpath.FlowTable}
 * and {@link dev.narrows.fastpath.InnerFlowTable} what is known of a flow, {@link dev.narrows.fastpath.OutboundRecord}
 * and {@link dev.narrows.fastpath.InboundRecord} what is prepared of an SA.
 *
 * <p>Conditions are or'ed into one word and tested once: in these expressions {@code &} binds before {@code ^}, and
 * that before {@code |}, as the language has it, and the warning about it is switched off.
 */
package dev.narrows.fastpath;
