/** A view whose statements are given, indented by four spaces, below imports. */
export function view(body: string, imports = 'from shop.tasks import generate_thumbnail, notify_user, process_image\n'): string {
  return `${imports}

def upload(request, image_id, user_id):
${indented(body)}
`;
}

function indented(body: string): string {
  return body.replace(/^(?=.)/gm, '    ');
}

/** The statements of a view's body, without their indentation. */
export function bodyOf(text: string): string {
  const body = text.slice(text.indexOf('user_id):\n') + 'user_id):\n'.length);
  return body.replace(/^ {4}/gm, '').trimEnd();
}
