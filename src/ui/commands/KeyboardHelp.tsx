/** Every key, from the same list that makes them work. */
import { userActions } from '../../state/userActions.ts';
import { useApp } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { Modal } from '../primitives/Modal.tsx';
import { keyText } from './keys.ts';

export default function KeyboardHelp() {
  const { actions, store } = useApp();
  const { t, local } = useI18n();
  const state = store.getState();
  const others = [
    { name: t('keySlider'), keys: ['← →'] },
    { name: t('keySliderJump'), keys: ['PgUp', 'PgDn'] },
    { name: t('keyTokens'), keys: ['← →'] },
  ];
  return (
    <Modal title={t('keyboard')} focusTitle onClose={() => actions.view.open(null)}>
      <dl className="key-list">
        {userActions
          .filter(({ keys }) => keys.length > 0)
          .map((action) => (
            <div key={action.id}>
              <dt>{local(action.name(state))}</dt>
              <dd>
                {action.keys.map((keys) => (
                  <kbd key={keys}>{keyText(keys)}</kbd>
                ))}
              </dd>
            </div>
          ))}
        {others.map(({ name, keys }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
