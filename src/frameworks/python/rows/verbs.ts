/** The methods of HTTP, as frameworks name decorators and methods after them. */
export const VERBS: readonly string[] = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
