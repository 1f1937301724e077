/** A rule of the receiver: the dangerous tool of the danger server is for nobody outside. */
export const denyDeleting = `@id("globex.no-deleting")
@reason("Nothing of ours is deleted by agents of other organisations.")
forbid (principal, action == Action::"mcp.call", resource)
when { context.direction == "in" && resource.name == "delete_everything" };
`;

/** A rule of the sender: what is marked confidential never leaves. */
export const keepConfidential = `@id("acme.keep-confidential")
@reason("What is marked confidential stays in the house.")
forbid (principal, action == Action::"mcp.call", resource)
when { context.direction == "out" && context.argumentsText like "*CONFIDENTIAL*" };
`;
